using System.Text.Json.Nodes;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Serialization;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class reading_streams
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task from_a_version_to_a_version_and_up_to_a_time()
    {
        await using var ledger = await Ledger.Create();
        var clock = new SetClock(Noon);
        var store = ledger.Open(clock);
        await ledger.OpenAccount("b", store);
        await ledger.OpenAccount("a", store);
        for (var minute = 1; minute <= 5; minute++)
        {
            clock.Now = Noon.AddMinutes(minute);
            await store.Execute(ledger.Add("a", minute));
        }

        (await Versions(store, 1, null, null)).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await Versions(store, 3, 5, null)).ShouldBe([3, 4, 5]);
        (await Versions(store, 6, 9, null)).ShouldBe([6]);
        (await Versions(store, 7, null, null)).ShouldBeEmpty();
        (await Versions(store, 1, null, Noon.AddMinutes(3))).ShouldBe([1, 2, 3, 4]);
        (await Versions(store, 1, null, Noon.AddMinutes(3).AddMicroseconds(-1))).ShouldBe([1, 2, 3]);
        (await Versions(store, 3, 5, Noon.AddMinutes(3))).ShouldBe([3, 4]);
        (await Versions(store, 1, null, Noon.AddDays(-1))).ShouldBeEmpty();
        (await store.Log.FetchStream(Ledger.Stream("nobody")).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task gives_back_all_that_was_stored()
    {
        await using var ledger = await Ledger.Create();
        var store = ledger.Open(new SetClock(Noon));
        await store.StartStream(
            Ledger.Stream("a"), ledger.Family, [new Opened("plain", new Opened.Who("Ada"))],
            new EventMetadata("corr", "cause", EventHeaders.From(("user", 7), ("dialect", "own"), ("none", null))));

        var e = (await store.Log.FetchStream(Ledger.Stream("a")).ToListAsync()).Single();

        (e.Sequence, e.Stream, e.Version, e.Type, e.Timestamp).ShouldBe((1, Ledger.Stream("a"), 1, "opened", Noon));
        e.Data.ShouldBe(new Opened("plain", new Opened.Who("Ada")));
        (e.Metadata.CorrelationId, e.Metadata.CausationId).ShouldBe(("corr", "cause"));
        e.Metadata.Headers!.Json.ShouldBe("""{"dialect":"own","user":7}""");
        (await ledger.Scalar<Guid>("select id from events.mt_events")).ShouldBe(e.Id);
    }

    [Fact]
    public async Task every_version_and_every_time_is_the_fold_of_its_prefix()
    {
        await using var ledger = await Ledger.Create();
        var clock = new SetClock(Noon);
        var store = ledger.Open(clock);
        var run = 0;
        var histories = Gen.Choose(-50, 50).SelectMany(amount => Gen.Choose(0, 3).Select(pause => (Amount: amount, Pause: pause))).ListOf();

        Prop.ForAll(histories.ToArbitrary(), history =>
        {
            var stream = $"s{Interlocked.Increment(ref run)}";
            return Folds(ledger, store, clock, stream, history).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithEndSize(20));
    }

    [Fact]
    public async Task old_shapes_are_lifted_through_a_chain_and_stay_as_they_were_stored()
    {
        await using var ledger = await Ledger.Create();
        var old = ledger.Open(types: new EventTypes().Map<Opened>("opened").Map<Gift>("gift"));
        await ledger.OpenAccount("a", old);
        await old.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Gift(12)]);
        var types = Ledger.Types
            .Upcast("gift", "gift_v2", body => new JsonObject { ["giver"] = "unknown", ["euros"] = body["euros"]!.DeepClone() })
            .Upcast("gift_v2", "added", body => new JsonObject { ["giver"] = body["giver"]!.DeepClone(), ["amount"] = body["euros"]!.GetValue<long>() * 100 });
        var store = ledger.Open(types: types);

        var e = await store.Log.FetchStream(Ledger.Stream("a"), 2).SingleAsync();
        var (state, version) = await store.Log.AggregateStream(ledger.Family, Ledger.Stream("a"));

        (e.Type, e.Data).ShouldBe(("added", new Added("unknown", 1200, null)));
        (((Account)state).Balance, version).ShouldBe((1200L, 2L));
        (await ledger.Scalar<string>("select type || data::text from events.mt_events where version = 2")).ShouldBe("""gift{"euros": 12}""");
        (await new Hashing.ChainVerifier(ledger.Db).Verify(Ledger.Stream("a"))).ShouldBeNull();
    }

    [Fact]
    public async Task an_unknown_type_is_named()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open(types: new EventTypes().Map<Opened>("opened").Map<Gift>("gift"));
        await other.StartStream(Ledger.Stream("a"), ledger.Family, [new Gift(1)]);

        var unknown = await Should.ThrowAsync<UnknownEventTypeException>(async () => await ledger.Store.Log.FetchStream(Ledger.Stream("a")).ToListAsync());

        unknown.Message.ShouldBe("No event type is mapped to 'gift'.");
    }

    private sealed record Gift(long Euros);

    private static async Task<List<long>> Versions(PostgresEventStore store, long from, long? to, DateTimeOffset? asOf) =>
        await store.Log.FetchStream(Ledger.Stream("a"), from, to, asOf).Select(e => e.Version).ToListAsync();

    private static async Task<bool> Folds(
        Ledger ledger, PostgresEventStore store, SetClock clock, string stream, List<(int Amount, int Pause)> history)
    {
        await ledger.OpenAccount(stream, store);
        foreach (var (amount, pause) in history)
        {
            clock.Now = clock.Now.AddSeconds(pause);
            await store.Execute(ledger.Add(stream, amount, $"g{amount}"));
        }
        var events = await store.Log.FetchStream(Ledger.Stream(stream)).ToListAsync();
        object state = Account.None;
        foreach (var e in events)
        {
            state = ledger.Family.Evolve(state, e.Data);
            var at = await store.Log.AggregateStream(ledger.Family, Ledger.Stream(stream), version: e.Version);
            if (at.Version != e.Version || at.State.ToString() != state.ToString())
                return false;
            // Of several events at one time all count.
            var last = events.Last(other => other.Timestamp <= e.Timestamp);
            var then = await store.Log.AggregateStream(ledger.Family, Ledger.Stream(stream), timestamp: e.Timestamp);
            if (then.Version != last.Version || (last == e && then.State.ToString() != state.ToString()))
                return false;
        }
        return events.Count == history.Count + 1;
    }
}
