using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

/// <summary>A cache may be stale, an answer never is: another store changes the stream behind this one's back.</summary>
public sealed class deciding_on_stale_states
{
    [Fact]
    public async Task a_refusal_is_decided_again_on_the_newest_state()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await ledger.OpenAccount("a");
        await Withdraw(ledger, ledger.Store, 1);
        await other.Execute(ledger.Add("a", 10));

        var withdrawn = await Withdraw(ledger, ledger.Store, 10);

        withdrawn.Answer.ShouldBe("done");
        (await Withdraw(ledger, other, 1)).Answer.ShouldBe("refused at 0");
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task an_acceptance_is_decided_again_on_the_newest_state()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await ledger.OpenAccount("a");
        await ledger.Store.Execute(ledger.Add("a", 10));
        await Withdraw(ledger, other, 10);

        (await Withdraw(ledger, ledger.Store, 10)).ShouldBe(new AppendResult(AppendStatus.Done, "refused at 0", 3, 0));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task two_stores_together_never_overdraw()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await ledger.OpenAccount("a");
        await ledger.Store.Execute(ledger.Add("a", 100));

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Withdraw(ledger, i % 2 == 0 ? ledger.Store : other, 1)));

        answers.Count(a => a.Answer is "done").ShouldBe(100);
        answers.Count(a => a.Answer is "refused at 0").ShouldBe(200);
        (await ledger.Scalar<long>("select balance from accounts")).ShouldBe(0);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_stream_that_ran_far_ahead_is_loaded_and_not_replayed()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await ledger.OpenAccount("a");
        await ledger.Store.Execute(ledger.Add("a", 1));
        for (var i = 0; i < 2; i++)
            await other.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [.. Enumerable.Range(0, 300).Select(n => new Added($"g{n}", 1, null))]);
        var loads = ledger.Family.Loads;

        var result = await ledger.Store.Execute(ledger.Command("a", (account, _, _) => new Decided([new Added("x", 1, null)], account.Balance)));

        (result.Answer, result.Version).ShouldBe((601L, 603L));
        ledger.Family.Loads.ShouldBe(loads + 1);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task who_is_sent_back_to_load_is_carried_out_once()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        string[] streams = [.. Enumerable.Range(0, 32).Select(i => $"s{i}")];
        foreach (var stream in streams)
        {
            await ledger.OpenAccount(stream);
            await ledger.Store.Execute(ledger.Add(stream, 1));
            await other.Append(Ledger.Stream(stream), ledger.Family, ExpectedVersion.Any, [.. Enumerable.Range(0, 600).Select(n => new Added($"g{n}", 1, null))]);
        }

        // All are known too old here, and their callers load while the writer tries the batch again.
        var results = await Task.WhenAll(streams.Select(stream => ledger.Store.Execute(ledger.Add(stream, 1))));

        results.ShouldAllBe(result => result.Version == 603);
        (await ledger.Scalar<long>("select max(balance) from accounts")).ShouldBe(602);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task starting_a_long_stream_again_does_not_replay_it()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        for (var i = 0; i < 2; i++)
            await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [.. Enumerable.Range(0, 300).Select(n => new Added($"g{n}", 1, null))]);
        var other = ledger.Open();

        var again = await Should.ThrowAsync<WrongExpectedVersionException>(() => ledger.OpenAccount("a", other));

        again.Actual.ShouldBe(601);
        // Loaded, so the state is partial; a replayed one would know every giver.
        ((Account)other.Cache.Get(Ledger.Stream("a"))!.State).KnowsAll.ShouldBeFalse();
    }

    [Fact]
    public async Task a_cache_ahead_of_the_log_is_dropped()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Execute(ledger.Add("a", 10));
        // As after the failover to a server that had not received the newest commit.
        await ledger.Run("""
            alter table events.mt_events disable trigger refuse_change;
            delete from events.mt_events where version = 2;
            alter table events.mt_events enable trigger refuse_change;
            update events.mt_head set last_seq = 1;
            update events.mt_streams set version = 1, last_hash = (select hash from events.mt_events);
            update accounts set balance = 0;
            delete from givers;
            """);

        var added = await ledger.Store.Execute(ledger.Command("a", (account, _, _) => new Decided([new Added("x", 5, null)], account.Balance)));

        added.ShouldBe(new AppendResult(AppendStatus.Done, 0L, 2, 2));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_stream_that_this_process_cannot_read_fails_its_own_commands_only()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("old");
        await ledger.OpenAccount("new");
        await using var newer = ledger.Open(types: Ledger.Types.Map<Merged>("merged"));
        await newer.Append(Ledger.Stream("new"), ledger.Family, ExpectedVersion.Any, [new Merged()]);

        var outcomes = await ledger.InOneBatch(ledger.Store, [ledger.Add("old", 1), ledger.Add("new", 1), ledger.Add("old", 2)]);

        outcomes[1].Exception.ShouldBeOfType<Serialization.UnknownEventTypeException>();
        outcomes.Count(o => o.Exception is null && o.Status == AppendStatus.Done).ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    private sealed record Merged;

    private static Task<AppendResult> Withdraw(Ledger ledger, PostgresEventStore store, long amount) =>
        store.Execute(ledger.Command("a", (account, _, _) => account.Balance >= amount
            ? new Decided([new Added("me", -amount, null)], "done")
            : new Decided([], $"refused at {account.Balance}")));
}
