using ChatEs.Application.Realtime;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class looking_up_together
{
    private readonly List<int[]> _looks = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task what_is_asked_while_a_look_is_under_way_gathers_for_the_next_and_none_is_older_than_its_question()
    {
        var lookup = new Gathering<int, string>(Look, most: 100);
        var one = lookup.Get(1);
        await _first.Task;
        var more = Enumerable.Range(1, 50).Select(lookup.Get).ToList();
        _hold.SetResult();

        (await one).ShouldBe("1 at look 1");
        (await Task.WhenAll(more)).ShouldBe(Enumerable.Range(1, 50).Select(key => key == 13 ? null : $"{key} at look 2"));
        _looks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task no_look_is_for_more_than_its_measure()
    {
        var lookup = new Gathering<int, string>(Look, most: 20);
        var all = Enumerable.Range(100, 50).Select(lookup.Get).ToList();
        _hold.SetResult();

        (await Task.WhenAll(all)).ShouldAllBe(found => found != null);
        _looks.ShouldAllBe(keys => keys.Length <= 20);
        _looks.Sum(keys => keys.Length).ShouldBe(50);
    }

    [Fact]
    public async Task a_look_that_fails_fails_for_those_who_asked_and_for_nobody_after()
    {
        var lookup = new Gathering<int, string>(Look, most: 100);
        var before = lookup.Get(1);
        await _first.Task;

        var failing = new[] { lookup.Get(-1), lookup.Get(2) };
        _hold.SetResult();
        await before;
        foreach (var asked in failing)
            await Should.ThrowAsync<InvalidOperationException>(asked);

        (await lookup.Get(2)).ShouldNotBeNull();
    }

    private async Task<IReadOnlyDictionary<int, string>> Look(IReadOnlyCollection<int> keys)
    {
        _looks.Add([.. keys]);
        var number = _looks.Count;
        _first.TrySetResult();
        await _hold.Task;
        if (keys.Contains(-1))
            throw new InvalidOperationException("the database is away");
        return keys.Where(key => key != 13).ToDictionary(key => key, key => $"{key} at look {number}");
    }
}
