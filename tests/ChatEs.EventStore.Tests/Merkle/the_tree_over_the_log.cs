using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests.Merkle;

public sealed class the_tree_over_the_log(the_tree_over_the_log.Shared shared) : IClassFixture<the_tree_over_the_log.Shared>
{
    private const int Events = 66_000;

    private LogTree Tree => new(shared.Ledger.Db);

    [Fact]
    public async Task stores_every_eighth_level_and_nothing_else()
    {
        var stored = await shared.Ledger.Scalar<string>("""
            select string_agg(level || ':' || n, ' ' order by level) from (select level, count(*) as n from events.merkle_nodes group by 1) as per_level
            """);
        stored.ShouldBe($"8:{Events / 256} 16:1");
    }

    [Fact]
    public void gives_the_root_of_every_size_from_what_is_stored() =>
        Prop.ForAll(Gen.OneOf(Gen.Choose(1, 600), Gen.Choose(65_000, Events), Gen.Choose(1, Events)).ToArbitrary(), size =>
            Tree.Root(size).GetAwaiter().GetResult().SequenceEqual(shared.Root(size))).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void proves_every_event_and_every_beginning() => Prop.ForAll(
        (from size in Gen.OneOf(Gen.Choose(1, 600), Gen.Choose(1, Events)) from part in Gen.Choose(1, size) select (size, part)).ToArbitrary(), c =>
    {
        var inclusion = Tree.InclusionProof(c.part - 1, c.size).GetAwaiter().GetResult();
        var consistency = Tree.ConsistencyProof(c.part, c.size).GetAwaiter().GetResult();
        return MerkleProof.VerifyInclusion(c.part - 1, c.size, shared.Leaves[c.part - 1], inclusion, shared.Root(c.size))
            && MerkleProof.VerifyConsistency(c.part, c.size, consistency, shared.Root(c.part), shared.Root(c.size));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public async Task a_leaf_is_made_of_the_hash_of_its_event()
    {
        var hash = await shared.Ledger.Scalar<byte[]>("select hash from events.mt_events where seq_id = 1");
        (await Tree.Root(1)).ShouldBe(MerkleHash.Leaf(hash));
        (await Tree.Root(0)).ShouldBe(MerkleHash.Empty);
    }

    [Fact]
    public async Task recomputed_it_is_the_same()
    {
        var again = await new TreeVerifier(shared.Ledger.Db).Recompute(Events, Events, new HashSet<long> { 1, 256, 65_537, Events });
        again.Fault.ShouldBeNull();
        again.Size.ShouldBe(Events);
        again.Roots.Keys.Order().ShouldBe([1, 256, 65_537, Events]);
        again.Roots.ShouldAllBe(root => root.Value.SequenceEqual(shared.Root((int)root.Key)));
    }

    [Fact]
    public async Task beyond_the_log_there_is_no_tree()
    {
        var broken = await Should.ThrowAsync<BrokenTreeException>(() => Tree.Root(Events + 1));
        broken.Message.ShouldBe($"of the events {Events + 1} to {Events + 1} there are 0");
        (await new TreeVerifier(shared.Ledger.Db).Recompute(Events + 1, Events + 1, new HashSet<long>())).Fault
            .ShouldBe(new TreeFault(Events + 1, $"event {Events + 1} is missing from the log"));
    }

    [Theory]
    [InlineData("update events.merkle_nodes set hash = hash")]
    [InlineData("delete from events.merkle_nodes")]
    [InlineData("truncate events.merkle_nodes")]
    public async Task refuses_to_be_changed(string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => shared.Ledger.Run(sql))).SqlState.ShouldBe("CE002");

    [Theory]
    [InlineData("update events.mt_events set hash = sha256(hash) where seq_id = 300", 257, "the events 257 to 512 are not those that the tree was made of")]
    [InlineData("update events.mt_events e set hash = o.hash from events.mt_events o where (e.seq_id, o.seq_id) in ((10, 11), (11, 10))", 1, "the events 1 to 256 are not those that the tree was made of")]
    [InlineData("update events.mt_events set hash = null where seq_id = 300", 300, "event 300 has no hash")]
    [InlineData("delete from events.mt_events where seq_id = 300", 300, "event 300 is missing from the log")]
    [InlineData("delete from events.mt_events where seq_id > 500", 501, "event 501 is missing from the log")]
    [InlineData("alter table events.merkle_nodes disable trigger refuse_change; delete from events.merkle_nodes where index = 1", 257, "the events 257 to 512 are not those that the tree was made of")]
    [InlineData("alter table events.merkle_nodes disable trigger refuse_change; update events.merkle_nodes set hash = sha256(hash) where index = 0", 1, "the events 1 to 256 are not those that the tree was made of")]
    public async Task recomputing_names_what_was_changed_past_the_triggers(string change, long sequence, string problem)
    {
        await using var ledger = await Grown(600);
        (await new TreeVerifier(ledger.Db).Recompute(600, 600, new HashSet<long>())).Fault.ShouldBeNull();

        await ledger.Run("alter table events.mt_events disable trigger all; " + change);

        (await new TreeVerifier(ledger.Db).Recompute(600, 600, new HashSet<long>())).Fault.ShouldBe(new TreeFault(sequence, problem));
    }

    [Fact]
    public async Task grows_in_any_steps_to_the_same_nodes()
    {
        await using var ledger = await Grown(0);
        await WriteRows(ledger, 1, 1_000);
        var frontier = new Frontier();
        foreach (var size in new[] { 1, 255, 256, 257, 700, 1_000 })
        {
            await using var connection = await ledger.Db.OpenConnectionAsync();
            frontier = await LogTree.Frontier(connection, frontier.Size, default);
            await LogTree.Extend(connection, frontier, size, default);
            (await new TreeVerifier(ledger.Db).Recompute(size, size, new HashSet<long> { size })).ShouldSatisfyAllConditions(
                again => again.Fault.ShouldBeNull(), again => again.Roots[size].ShouldBe(frontier.Root()));
        }
        (await ledger.Scalar<long>("select count(*) from events.merkle_nodes")).ShouldBe(3);
    }

    [Fact]
    public async Task an_erasure_leaves_it_as_it_is()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", 1, new Added.Why("gift"))]);
        var before = await new LogTree(ledger.Db).Root(2);

        await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [1, 2]);

        (await new LogTree(ledger.Db).Root(2)).ShouldBe(before);
    }

    private static async Task<Ledger> Grown(int events)
    {
        var ledger = await Ledger.Create();
        await WriteRows(ledger, 1, events);
        await using var connection = await ledger.Db.OpenConnectionAsync();
        await LogTree.Extend(connection, new Frontier(), events, default);
        return ledger;
    }

    /// <summary>Many events at once: to the tree an event is its sequence and its hash.</summary>
    private static Task WriteRows(Ledger ledger, int from, int to) => ledger.Run($$"""
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, hash)
        select n, gen_random_uuid(), 'rows', n, '{}', 'added', 'acme', sha256(n::text::bytea) from generate_series({{from}}, {{to}}) n;
        update events.mt_head set last_seq = {{to}};
        """);

    public sealed class Shared : IAsyncLifetime
    {
        public Ledger Ledger { get; private set; } = null!;

        public List<byte[]> Leaves { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Ledger = await Grown(Events);
            await using var connection = await Ledger.Db.OpenConnectionAsync();
            await foreach (var leaf in LogTree.Leaves(connection, 0, Events, default))
                Leaves.Add(leaf);
        }

        public byte[] Root(int size)
        {
            var frontier = new Frontier();
            foreach (var leaf in Leaves.Take(size))
                frontier.Append(leaf);
            return frontier.Root();
        }

        public ValueTask DisposeAsync() => Ledger.DisposeAsync();
    }
}
