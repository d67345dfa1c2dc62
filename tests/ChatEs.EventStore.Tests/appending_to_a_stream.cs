using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class appending_to_a_stream
{
    [Fact]
    public async Task starts_and_goes_on_with_dense_versions_and_contiguous_sequences()
    {
        await using var ledger = await Ledger.Create();

        var started = await ledger.OpenAccount("a");
        var added = await ledger.Store.Append(
            Ledger.Stream("a"), ledger.Family, ExpectedVersion.Exactly(1), [new Added("x", 5, new Added.Why("note")), new Added("x", 6, null)]);
        var any = await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Closed()]);

        (started.Status, started.Version, started.Sequence).ShouldBe((AppendStatus.Done, 1, 1));
        (added.Status, added.Version, added.Sequence).ShouldBe((AppendStatus.Done, 3, 3));
        (any.Status, any.Version, any.Sequence).ShouldBe((AppendStatus.Done, 4, 4));
        (await ledger.Scalar<long>("select balance from accounts")).ShouldBe(11);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_wrong_version_is_refused_with_the_exact_numbers_and_stores_nothing()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");

        var again = await Should.ThrowAsync<WrongExpectedVersionException>(() => ledger.OpenAccount("a"));
        var ahead = await Should.ThrowAsync<WrongExpectedVersionException>(() => Append(ledger, ledger.Store, "a", ExpectedVersion.Exactly(7)));
        var missing = await Should.ThrowAsync<WrongExpectedVersionException>(() => Append(ledger, ledger.Store, "b", ExpectedVersion.Exactly(2)));

        again.Message.ShouldBe("Stream acme/a is at version 1, expected 0.");
        (ahead.Stream, ahead.Actual, ahead.Expected).ShouldBe((Ledger.Stream("a"), 1, 7));
        missing.Message.ShouldBe("Stream acme/b is at version 0, expected 2.");
        (await ledger.Store.Log.LastSequence()).ShouldBe(1);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task of_64_starters_of_one_stream_one_wins()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Wins(() => ledger.OpenAccount("a", i % 2 == 0 ? ledger.Store : other))));

        outcomes.Count(won => won).ShouldBe(1);
        (await ledger.Store.Log.LastSequence()).ShouldBe(1);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task of_64_writers_that_expect_one_version_one_wins_each_round()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await ledger.OpenAccount("a");

        for (var version = 1L; version <= 10; version++)
        {
            var expected = ExpectedVersion.Exactly(version);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(
                i => Wins(() => Append(ledger, i % 2 == 0 ? ledger.Store : other, "a", expected))));
            outcomes.Count(won => won).ShouldBe(1, $"at version {version}");
        }
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task of_64_writers_with_a_decider_all_go_in()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ledger.Store.Execute(ledger.Add("a", i))));

        results.Select(r => r.Version).Order().ShouldBe(Enumerable.Range(2, 64).Select(v => (long)v));
        results.Select(r => r.Sequence).ShouldBe(results.Select(r => r.Version));
        (await ledger.Scalar<long>("select balance from accounts")).ShouldBe(Enumerable.Range(0, 64).Sum());
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task two_stores_share_streams_and_neither_starves(int streams)
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        var names = Enumerable.Range(0, streams).Select(i => $"s{i}").ToList();
        await Task.WhenAll(names.Select(name => ledger.OpenAccount(name)));

        var finished = await Task.WhenAll(Write(ledger, ledger.Store, names), Write(ledger, other, names));

        var answers = finished.SelectMany(f => f.Answers).ToList();
        answers.Count.ShouldBe(2 * 32 * 50);
        answers.Distinct().Count().ShouldBe(answers.Count, "two callers were given one place in the log");
        (await ledger.Store.Log.LastSequence()).ShouldBe(streams + answers.Count);
        // Both had the same work: the slower one may not have waited for the faster one's end.
        var (first, second) = (finished[0].Took.TotalSeconds, finished[1].Took.TotalSeconds);
        Math.Max(first, second).ShouldBeLessThan((3 * Math.Min(first, second)) + 1);
        await ShouldHold(ledger, answers);
        await ledger.ShouldBeWhole();
    }

    private static async Task<(List<(string Stream, long Version, long Sequence, long Amount)> Answers, TimeSpan Took)> Write(
        Ledger ledger, PostgresEventStore store, List<string> streams)
    {
        var started = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async writer =>
        {
            var random = new Random(writer);
            var own = new List<(string, long, long, long)>();
            for (var i = 0; i < 50; i++)
            {
                var (stream, amount) = (streams[random.Next(streams.Count)], random.Next(1000, 1_000_000));
                var result = await store.Execute(ledger.Add(stream, amount, $"w{writer}"));
                own.Add((stream, result.Version, result.Sequence, amount));
            }
            return own;
        }));
        return ([.. answers.SelectMany(a => a)], TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Every answer names an event that is there, once, with the amount that was asked for.</summary>
    private static async Task ShouldHold(Ledger ledger, List<(string Stream, long Version, long Sequence, long Amount)> answers)
    {
        var log = (await ledger.Store.Log.FetchLog(0, int.MaxValue)).ToDictionary(e => e.Sequence);
        foreach (var (stream, version, sequence, amount) in answers)
        {
            var e = log[sequence];
            (e.Stream.Id, e.Version, ((Added)e.Data).Amount).ShouldBe((stream, version, amount));
        }
    }

    private static Task<AppendResult> Append(Ledger ledger, PostgresEventStore store, string stream, ExpectedVersion expected) =>
        store.Append(Ledger.Stream(stream), ledger.Family, expected, [new Added("x", 1, null)]);

    private static async Task<bool> Wins(Func<Task> append)
    {
        try
        {
            await append();
            return true;
        }
        catch (WrongExpectedVersionException)
        {
            return false;
        }
    }
}
