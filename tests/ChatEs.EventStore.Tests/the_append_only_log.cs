using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

/// <summary>The tests speak as a superuser and owner of all tables: the triggers refuse even him.</summary>
public sealed class the_append_only_log(the_append_only_log.Shared shared) : IClassFixture<the_append_only_log.Shared>
{
    [Theory]
    [InlineData("update events.mt_events set data = data || '{\"amount\": 1000}'")]
    [InlineData("update events.mt_events set timestamp = timestamp + interval '1 second'")]
    [InlineData("update events.mt_events set hash = null")]
    [InlineData("update events.mt_events set is_archived = true")]
    [InlineData("update events.mt_events set data = data - 'personal', salt = null")]
    [InlineData("update events.mt_events set data = data")]
    [InlineData("delete from events.mt_events")]
    [InlineData("truncate events.mt_events")]
    [InlineData("select events.erase_personal('acme', 'a', array[1, 2])")]
    [InlineData("""
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id)
        values (99, gen_random_uuid(), 'a', 4, '{"versions": [1, 2]}', 'personal_data_erased', 'acme');
        update events.mt_events set data = data - 'personal', salt = null where seq_id <= 2
        """)]
    public async Task refuses_a_change(string sql)
    {
        var ledger = shared.Ledger;

        var refused = await Should.ThrowAsync<PostgresException>(() => ledger.Run(sql));

        refused.SqlState.ShouldBe("CE002");
        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal' and salt is not null")).ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData("data = data - 'personal' - 'kind', salt = null")]
    [InlineData("data = data - 'personal' || '{\"kind\": \"other\"}', salt = null")]
    [InlineData("data = data - 'personal', salt = null, version = 9")]
    [InlineData("data = data - 'personal'")]
    public async Task refuses_to_change_more_than_personal_even_with_the_erasure_event(string change)
    {
        var ledger = shared.Ledger;

        var mimicry = Mimicry("a", [1], $"update events.mt_events set {change} where seq_id = 1");
        var refused = await Should.ThrowAsync<PostgresException>(() => ledger.Store.Execute(mimicry));

        refused.SqlState.ShouldBe("CE002");
        (await ledger.Store.Log.LastSequence()).ShouldBe(3);
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData("b", new long[] { 1, 2 }, "stream_id = 'a' and version <= 2")]
    [InlineData("a", new long[] { 2 }, "stream_id = 'a' and version <= 2")]
    [InlineData("a", new long[] { 4 }, "stream_id = 'a' and version <= 2")]
    [InlineData("a", new long[] { 1, 2 }, "stream_id in ('a', 'b') and version <= 2")]
    public async Task refuses_to_erase_what_the_erasure_event_does_not_name(string stream, long[] named, string erased)
    {
        await using var ledger = await WithPersonalData();
        await ledger.OpenAccount("b");

        var mimicry = Mimicry(ledger, stream, named, $"update events.mt_events set data = data - 'personal', salt = null where {erased}");
        var refused = await Should.ThrowAsync<PostgresException>(() => ledger.Store.Execute(mimicry));

        refused.SqlState.ShouldBe("CE002");
        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal' and salt is not null")).ShouldBe(3);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task refuses_to_erase_in_another_transaction_than_that_of_the_trace()
    {
        await using var ledger = await WithPersonalData();
        await ledger.Store.Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new PersonalDataErased([1, 2])]);

        foreach (var late in new[] { "select events.erase_personal('acme', 'a', array[1, 2])", "update events.mt_events set data = data - 'personal', salt = null where seq_id = 1" })
            (await Should.ThrowAsync<PostgresException>(() => ledger.Run(late))).SqlState.ShouldBe("CE002");

        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal'")).ShouldBe(2);
    }

    [Fact]
    public async Task an_erasure_removes_text_and_salt_and_leaves_its_trace()
    {
        await using var ledger = await WithPersonalData();

        var erased = await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [1, 2, 3]);

        erased.Version.ShouldBe(4);
        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal' or salt is not null")).ShouldBe(0);
        var events = await ledger.Store.Log.FetchLog(0, 10);
        events.Select(e => e.Type).ShouldBe(["opened", "added", "added", "personal_data_erased"]);
        ((PersonalDataErased)events[3].Data).Versions.ShouldBe([1, 2, 3]);
        ((Opened)events[0].Data).ShouldBe(new Opened("plain", null));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task an_erasure_leaves_other_streams_and_tenants_alone()
    {
        await using var ledger = await WithPersonalData();
        var twin = new StreamKey("other", "a");
        await ledger.OpenAccount("b");
        await ledger.Store.StartStream(twin, ledger.Family, [new Opened("plain", new Opened.Who("Twin"))]);

        await ledger.Store.ErasePersonal(twin, ledger.Family, [1]);
        await ledger.Store.ErasePersonal(Ledger.Stream("b"), ledger.Family, [1]);

        (await ledger.Scalar<string>("select string_agg(tenant_id || '/' || stream_id || '/' || version, ' ' order by seq_id) from events.mt_events where data ? 'personal'"))
            .ShouldBe("acme/a/1 acme/a/2");
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PersonalDataErased.MostVersions + 1)]
    public async Task an_erasure_names_at_least_one_version_and_at_most_a_thousand(int count) =>
        await Should.ThrowAsync<ArgumentException>(() => shared.Ledger.Store.ErasePersonal(
            Ledger.Stream("a"), shared.Ledger.Family, [.. Enumerable.Range(1, count).Select(v => (long)v)]));

    [Theory]
    [InlineData("a", 0)]
    [InlineData("a", 4)]
    [InlineData("a", -1)]
    [InlineData("nothing", 1)]
    public async Task an_erasure_names_what_is_there(string stream, long version)
    {
        var wrong = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => shared.Ledger.Store.ErasePersonal(Ledger.Stream(stream), shared.Ledger.Family, [version]));

        wrong.ActualValue.ShouldBe(version);
        await Should.ThrowAsync<ArgumentException>(() => shared.Ledger.Store.ErasePersonal(Ledger.Stream("a"), shared.Ledger.Family, [2, 2]));
        (await shared.Ledger.Store.Log.LastSequence()).ShouldBe(3);
    }

    [Fact]
    public async Task an_erasure_names_what_another_store_has_appended()
    {
        await using var ledger = await WithPersonalData();
        await ledger.Open().Append(Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", 3, new Added.Why("elsewhere"))]);

        await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [4]);

        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal'")).ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_long_stream_is_erased_a_thousand_versions_at_a_time()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Append(
            Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [.. Enumerable.Range(2, 2_999).Select(i => new Added("x", 1, new Added.Why($"note {i}")))]);

        for (var first = 1; first < 3_000; first += PersonalDataErased.MostVersions)
            await ledger.Store.ErasePersonal(Ledger.Stream("a"), ledger.Family, [.. Enumerable.Range(first, PersonalDataErased.MostVersions).Select(v => (long)v)]);

        (await ledger.Scalar<long>("select count(*) from events.mt_events where data ? 'personal' or salt is not null")).ShouldBe(0);
        (await ledger.Store.Log.LastSequence()).ShouldBe(3_003);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task erasures_of_two_stores_in_the_middle_of_appends_all_go_through()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ledger.OpenAccount($"s{i}")));

        var appends = Enumerable.Range(0, 200).Select(i => ledger.Store.Append(
            Ledger.Stream($"s{i % 10}"), ledger.Family, ExpectedVersion.Any, [new Added("x", i, new Added.Why("note"))]));
        var erasures = Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? ledger.Store : other).ErasePersonal(Ledger.Stream($"s{i % 10}"), ledger.Family, [1]));
        await Task.WhenAll(appends.Concat(erasures));

        (await ledger.Scalar<long>("select count(*) from events.mt_events where type = 'opened' and data ? 'personal'")).ShouldBe(0);
        (await ledger.Scalar<long>("select count(*) from events.mt_events where type = 'added' and data ? 'personal'")).ShouldBe(200);
        (await ledger.Scalar<long>("select count(*) from events.mt_events where type = 'personal_data_erased'")).ShouldBe(40);
        await ledger.ShouldBeWhole();
    }

    private AccountCommand Mimicry(string stream, long[] named, string change) => Mimicry(shared.Ledger, stream, named, change);

    /// <summary>The trace as an erasure would write it, and a change of one's own in its transaction.</summary>
    private static AccountCommand Mimicry(Ledger ledger, string stream, long[] named, string change) =>
        ledger.Command(stream, (_, _, _) => new Decided([new PersonalDataErased(named)], null)
        {
            Also = batch => batch.BatchCommands.Add(new(change)),
        });

    private static async Task<Ledger> WithPersonalData()
    {
        var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Append(
            Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", 1, new Added.Why("note")), new Added("x", 2, null)]);
        return ledger;
    }

    /// <summary>For the tests in which nothing may change.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public Ledger Ledger { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Ledger = await WithPersonalData();

        public ValueTask DisposeAsync() => Ledger.DisposeAsync();
    }
}
