using ChatEs.EventStore.Reading;

namespace ChatEs.EventStore.Tests;

public sealed class looking_together
{
    private readonly List<(string[] Keys, TaskCompletionSource<Dictionary<string, string>> Answer)> _looks = [];
    private readonly SharedLook<string, string> _look;

    public looking_together() => _look = new(keys =>
    {
        var answer = new TaskCompletionSource<Dictionary<string, string>>();
        lock (_looks)
            _looks.Add(([.. keys], answer));
        return answer.Task;
    });

    [Fact]
    public async Task who_asks_while_one_looks_shares_the_next_look()
    {
        var first = Find("a");
        var (second, third, again) = (Find("b"), Find("c"), Find("a"));
        (await Look(0)).Keys.ShouldBe(["a"]);

        _looks[0].Answer.SetResult(new() { ["a"] = "old" });
        (await first).ShouldBe("old");
        var next = await Look(1);
        next.Keys.ShouldBe(["b", "c", "a"], ignoreOrder: true);
        next.Answer.SetResult(new() { ["a"] = "new", ["b"] = "there" });

        (await again).ShouldBe("new", "it was asked after the first look had begun");
        (await second).ShouldBe("there");
        (await third).ShouldBeNull();
        _looks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task where_a_shared_look_fails_everybody_looks_once_more_for_himself()
    {
        var first = Find("a");
        var (second, third) = (Find("b"), Find("c"));
        (await Look(0)).Answer.SetResult([]);
        await first;
        (await Look(1)).Answer.SetException(new InvalidDataException("a connection broke"));

        foreach (var number in (int[])[2, 3])
        {
            var alone = await Look(number);
            if (alone.Keys.ShouldHaveSingleItem() == "b")
                alone.Answer.SetResult(new() { ["b"] = "there" });
            else
                alone.Answer.SetException(new InvalidDataException("the database is away"));
        }
        (await second).ShouldBe("there");
        await Should.ThrowAsync<InvalidDataException>(third);
    }

    [Fact]
    public async Task nobody_waits_for_long_for_a_look_that_hangs()
    {
        var looks = 0;
        var look = new SharedLook<string, string>(keys => Interlocked.Increment(ref looks) == 1
            ? new TaskCompletionSource<Dictionary<string, string>>().Task
            : Task.FromResult(keys.ToDictionary(key => key, key => $"{key} is there")));
        var (hangs, next) = (look.Find("a", default), look.Find("b", default));
        (await hangs).ShouldBe("a is there");
        (await next).ShouldBe("b is there");
    }

    [Fact]
    public async Task who_goes_away_leaves_the_others_their_answer()
    {
        using var leaving = new CancellationTokenSource();
        var gone = _look.Find("a", leaving.Token);
        var other = Find("b");
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        (await Look(0)).Answer.SetResult([]);
        (await Look(1)).Answer.SetResult(new() { ["b"] = "there" });
        (await other).ShouldBe("there");
    }

    private Task<string?> Find(string key) => _look.Find(key, default);

    private async Task<(string[] Keys, TaskCompletionSource<Dictionary<string, string>> Answer)> Look(int number)
    {
        while (true)
        {
            lock (_looks)
            {
                if (_looks.Count > number)
                    return _looks[number];
            }
            await Task.Delay(5);
        }
    }
}
