using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class the_hash_chain(the_hash_chain.Shared shared) : IClassFixture<the_hash_chain.Shared>
{
    private const string Bypass = "alter table events.mt_events disable trigger refuse_change; ";

    private static readonly EventMetadata Metadata = new("request-1", "cause-1", EventHeaders.From(("user", 7), ("dialect", "own")));

    [Theory]
    [InlineData("update events.mt_events set data = data || '{\"amount\": 1002}' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set data = data || '{\"more\": null}' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set data = data || '{\"amount\": 1.5}' where {one} and version = 2", 2, "was never written by an append")]
    [InlineData("update events.mt_events set data = '[]' where {one} and version = 2", 2, "was never written by an append")]
    [InlineData("update events.mt_events set data = jsonb_set(data, '{personal,note}', '\"Note 2\"') where {one} and version = 2", 2, "the personal part does not match")]
    [InlineData("update events.mt_events set data = data - 'personal' where {one} and version = 2", 2, "the personal part is missing but its salt is there")]
    [InlineData("update events.mt_events set data = data - 'personal', salt = null where {one} and version = 2", 2, "no later erasure names this event")]
    [InlineData("update events.mt_events set salt = null where {one} and version = 2", 2, "the personal part does not match")]
    [InlineData("update events.mt_events set personal_digest = sha256('') where {one} and version = 2", 2, "the personal part does not match")]
    [InlineData("update events.mt_events set data = data - 'personal', salt = null, personal_digest = null where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set correlation_id = 'request-2' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set causation_id = null where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set headers = headers || '{\"user\": 8}' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set headers = headers || '{\"user\": 0.5}' where {one} and version = 2", 2, "was never written by an append")]
    [InlineData("update events.mt_events set headers = null where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set timestamp = timestamp + interval '1 microsecond' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set timestamp = 'infinity' where {one} and version = 2", 2, "")]
    [InlineData("update events.mt_events set type = 'opened' where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set id = gen_random_uuid() where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set hash = sha256(hash) where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set hash = null where {one} and version = 2", 2, "the hash does not match")]
    [InlineData("update events.mt_events set version = -3 where {one} and version = 3; update events.mt_events set version = 3 where {one} and version = 4; update events.mt_events set version = 4 where {one} and version = -3", 3, "the hash does not match")]
    [InlineData("delete from events.mt_events where {one} and version = 3", 4, "version 3 is missing")]
    [InlineData("delete from events.mt_events where {one} and version = 3; update events.mt_events set version = version - 1 where {one} and version > 3", 3, "the hash does not match")]
    [InlineData("update events.mt_events set version = -version where {one} and version > 2; update events.mt_events set version = 1 - version where {one} and version < 0; insert into events.mt_events select -seq_id, gen_random_uuid(), stream_id, 3, data, bdata, type, timestamp, tenant_id, null, correlation_id, causation_id, headers, false, salt, personal_digest, hash from events.mt_events where {one} and version = 2", 3, "the hash does not match")]
    [InlineData("delete from events.mt_events where {one} and version = 5", 4, "said to be at version 5 but its events end at 4")]
    [InlineData("delete from events.mt_events where {one} and version = 5; update events.mt_streams set version = 4 where {stream}", 4, "last hash is not that of its last event")]
    [InlineData("delete from events.mt_events where {one}", 0, "said to be at version 5 but its events end at 0")]
    [InlineData("delete from events.mt_streams where {stream}", 5, "no row of its own")]
    public async Task finds_and_names_what_was_changed_past_the_triggers(string change, long version, string problem)
    {
        var stream = Ledger.Stream($"s{Guid.NewGuid():n}");
        await WriteFive(shared.Ledger, stream.Id);
        (await new ChainVerifier(shared.Ledger.Db).Verify(stream)).ShouldBeNull();

        await shared.Ledger.Run(Bypass + change
            .Replace("{one}", $"stream_id = '{stream.Id}'", StringComparison.Ordinal).Replace("{stream}", $"id = '{stream.Id}'", StringComparison.Ordinal));

        var fault = (await new ChainVerifier(shared.Ledger.Db).Verify(stream)).ShouldNotBeNull();
        (fault.Stream, fault.Version).ShouldBe((stream, version));
        fault.Problem.ShouldContain(problem);
    }

    [Fact]
    public async Task finds_personal_data_that_was_brought_back_after_its_erasure()
    {
        await using var ledger = await FiveEvents();
        await ledger.Run("create table kept as select seq_id, data, salt from events.mt_events");
        await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [1, 2]);
        await ledger.ShouldBeWhole();

        await ledger.Run(Bypass + "update events.mt_events e set data = k.data, salt = k.salt from kept k where k.seq_id = e.seq_id and e.seq_id = 2");

        (await new ChainVerifier(ledger.Db).Verify(Ledger.Stream("a"))).ShouldBe(
            new ChainFault(Ledger.Stream("a"), 6, 6, "the personal part of version 2 is there although this event erased it"));
    }

    [Fact]
    public async Task an_erasure_excuses_no_event_that_came_after_it()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new PersonalDataErased([3])]);
        await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", 1, new Added.Why("later"))]);
        await ledger.ShouldBeWhole();

        await ledger.Run(Bypass + "update events.mt_events set data = data - 'personal', salt = null where seq_id = 3");

        (await new ChainVerifier(ledger.Db).Verify(Ledger.Stream("a"))).ShouldNotBeNull().Version.ShouldBe(3);
    }

    [Fact]
    public async Task an_erasure_excuses_no_event_of_another_stream()
    {
        await using var ledger = await FiveEvents();
        await WriteFive(ledger, "b");
        await ledger.Store.ErasePersonal(Ledger.Stream("b"), ledger.Family, [2]);
        await ledger.ShouldBeWhole();

        await ledger.Run(Bypass + "update events.mt_events set data = data - 'personal', salt = null where stream_id = 'a' and version = 2");

        (await new ChainVerifier(ledger.Db).Verify(Ledger.Stream("a"))).ShouldNotBeNull().Version.ShouldBe(2);
        (await new ChainVerifier(ledger.Db).Verify(Ledger.Stream("b"))).ShouldBeNull();
    }

    [Fact]
    public async Task a_stream_verifies_by_itself_whatever_sequences_it_has()
    {
        await using var ledger = await FiveEvents();
        await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [1, 4]);

        await ledger.Run(Bypass + "update events.mt_events set seq_id = 1000 - seq_id");

        (await new ChainVerifier(ledger.Db).Verify(Ledger.Stream("a"))).ShouldBeNull();
    }

    [Fact]
    public async Task verifying_during_appends_and_erasures_finds_no_fault()
    {
        await using var ledger = await FiveEvents();
        var verifier = new ChainVerifier(ledger.Db);
        var appending = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var added = await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", i, new Added.Why("n"))]);
                await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [added.Version]);
            }
        });

        while (!appending.IsCompleted)
            (await verifier.Verify(Ledger.Stream("a"))).ShouldBeNull();

        await appending;
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task any_history_verifies_and_replays_to_the_same_numbers_after_erasures()
    {
        await using var ledger = await Ledger.Create();
        var run = 0;
        var texts = ArbMap.Default.GeneratorFor<string>().Select(Storable);
        var gifts = texts.SelectMany(text => Gen.Choose(-1000, 500).Select(amount => new Added($"g{amount % 3}", amount, text.Length == 0 ? null : new Added.Why(text))));

        Prop.ForAll(gifts.ListOf().ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (history, mask) =>
        {
            var stream = Ledger.Stream($"s{Interlocked.Increment(ref run)}");
            return Holds(ledger, stream, history, mask).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

        await ledger.ShouldBeWhole();
    }

    private static async Task<bool> Holds(Ledger ledger, StreamKey stream, List<Added> history, int mask)
    {
        await ledger.OpenAccount(stream.Id);
        var versions = new List<long>();
        foreach (var gift in history)
            versions.Add((await ledger.Store.Append(stream, ledger.Family, ExpectedVersion.Any, [gift], Metadata)).Version);
        var before = await ledger.Store.Log.AggregateStream(ledger.Family, stream);
        var erased = versions.Where((_, i) => (mask >> (i % 8) & 1) == 1).ToList();
        if (erased.Count > 0)
            await ledger.Store.ErasePersonal(stream, ledger.Family, erased);

        var after = await ledger.Store.Log.AggregateStream(ledger.Family, stream);
        var texts = await ledger.Store.Log.FetchStream(stream).Where(e => e.Data is Added)
            .Select(e => ((Added)e.Data).Personal?.Note).ToListAsync();
        return await new ChainVerifier(ledger.Db).Verify(stream) is null
            && after.State.ToString() == before.State.ToString() && after.Version == before.Version + (erased.Count > 0 ? 1 : 0)
            && texts.SequenceEqual(history.Select((h, i) => erased.Contains(versions[i]) ? null : h.Personal?.Note));
    }

    /// <summary>What the edges let through: no NUL and no lone surrogate.</summary>
    private static string Storable(string? text) =>
        new([.. (text ?? "").EnumerateRunes().Where(r => r.Value is not 0 and not 0xFFFD).SelectMany(r => r.ToString())]);

    private static async Task<Ledger> FiveEvents()
    {
        var ledger = await Ledger.Create();
        await WriteFive(ledger, "a");
        return ledger;
    }

    private static async Task WriteFive(Ledger ledger, string stream)
    {
        await ledger.OpenAccount(stream);
        for (var i = 1; i <= 4; i++)
            await ledger.Store.Append(Ledger.Stream(stream), ledger.Family, ExpectedVersion.Any, [new Added("x", 1000 + i, new Added.Why("Note 1"))], Metadata);
    }

    public sealed class Shared : IAsyncLifetime
    {
        public Ledger Ledger { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Ledger = await Ledger.Create();

        public ValueTask DisposeAsync() => Ledger.DisposeAsync();
    }
}
