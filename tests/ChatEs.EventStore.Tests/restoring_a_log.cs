using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Restoring;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class restoring_a_log
{
    private static readonly EventMetadata Metadata = new("request-1", "cause-1", EventHeaders.From(("user", 7)));

    [Fact]
    public async Task the_copy_is_the_origin_row_by_row_and_goes_on_from_there()
    {
        await using var origin = await Written();
        await using var copy = await Ledger.Create();

        foreach (var chunk in (await All(origin)).Chunk(7))
            await Restorer(copy).Append(chunk, keepSequences: true);

        (await Rows(copy)).ShouldBe(await Rows(origin));
        await copy.ShouldBeWhole();
        (await copy.Store.Append(Ledger.Stream("a"), copy.Family, ExpectedVersion.Exactly(11), [new Added("x", 1, null)])).Sequence.ShouldBe(34);
        await copy.ShouldBeWhole();
    }

    [Fact]
    public async Task behind_events_that_are_there_already_sequences_are_new_and_all_else_is_kept()
    {
        await using var origin = await Written();
        await using var copy = await Ledger.Create();
        await copy.OpenAccount("mine");

        await Restorer(copy).Append(await All(origin), keepSequences: false);

        (await Rows(copy, "seq_id - 1", "where stream_id <> 'mine'")).ShouldBe(await Rows(origin));
        await copy.ShouldBeWhole();
    }

    [Fact]
    public async Task what_does_not_follow_is_refused_and_nothing_is_written()
    {
        await using var origin = await Written();
        await using var copy = await Ledger.Create();
        var events = await All(origin);
        var restorer = Restorer(copy);
        await restorer.Append(events[..10], keepSequences: true);

        await Refused(events[11..], keepSequences: true, "The log ends at sequence 10, but the next event to be restored is sequence 12.");
        await Refused(events[..10], keepSequences: false, "Stream acme/a is at version 4; versions 1 to 4 do not follow it.");
        await Refused([.. events[10..20], .. events[25..30]], keepSequences: true, "do not follow it");

        await restorer.Append(events[10..], keepSequences: true);
        (await Rows(copy)).ShouldBe(await Rows(origin));

        async Task Refused(List<StoredEvent> wrong, bool keepSequences, string why)
        {
            (await Should.ThrowAsync<RestoreConflictException>(() => restorer.Append(wrong, keepSequences))).Message.ShouldContain(why);
            (await copy.Scalar<long>("select last_seq from events.mt_head")).ShouldBe(10);
            await copy.ShouldBeWhole();
        }
    }

    [Fact]
    public async Task others_go_on_writing_meanwhile()
    {
        await using var origin = await Written();
        await using var copy = await Ledger.Create();
        await copy.OpenAccount("mine");
        var events = await All(origin);

        var restoring = Task.Run(async () =>
        {
            foreach (var chunk in events.Chunk(2))
                await Restorer(copy).Append(chunk, keepSequences: false);
        });
        var written = 0;
        do
        {
            await copy.Store.Execute(copy.Add("mine", 1));
            written++;
        }
        while (!restoring.IsCompleted);
        await restoring;

        (await copy.Scalar<long>("select count(*) from events.mt_events")).ShouldBe(events.Count + 1 + written);
        await copy.ShouldBeWhole();
    }

    [Fact]
    public async Task of_two_who_restore_the_same_at_once_one_is_refused()
    {
        await using var origin = await Written();
        await using var copy = await Ledger.Create();
        var events = await All(origin);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                await Restorer(copy).Append(events, keepSequences: false);
                return true;
            }
            catch (RestoreConflictException)
            {
                return false;
            }
        })));

        outcomes.Count(won => won).ShouldBe(1);
        (await Rows(copy)).ShouldBe(await Rows(origin));
        await copy.ShouldBeWhole();
    }

    /// <summary>Three accounts whose events lie in turns in the log: 33 events.</summary>
    private static async Task<Ledger> Written()
    {
        var ledger = await Ledger.Create();
        string[] streams = ["a", "b", "c"];
        foreach (var stream in streams)
            await ledger.OpenAccount(stream);
        for (var i = 0; i < 10; i++)
        {
            foreach (var stream in streams)
                await ledger.Store.Append(Ledger.Stream(stream), ledger.Family, ExpectedVersion.Any, [new Added("x", i, new Added.Why($"Ä {i} 🎈"))], Metadata);
        }
        return ledger;
    }

    private static LogRestorer Restorer(Ledger ledger) => new(ledger.Db, Ledger.Types, [new AccountProjection()], _ => "account");

    private static async Task<List<StoredEvent>> All(Ledger ledger) => await new StoredEvents(ledger.Db).Read(new EventRange()).ToListAsync();

    private static async Task<string> Rows(Ledger ledger, string sequence = "seq_id", string where = "") =>
        await ledger.Scalar<string>($"""
            select jsonb_agg(to_jsonb(e) order by seq_id)::text
                   || (select jsonb_agg(to_jsonb(s) order by id)::text from events.mt_streams s {where.Replace("stream_id", "id", StringComparison.Ordinal)})
                   || (select jsonb_agg(to_jsonb(a) order by id)::text from accounts a {where.Replace("stream_id", "id", StringComparison.Ordinal)})
              from (select {sequence} as seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id,
                           causation_id, headers, is_archived, salt, personal_digest, hash
                      from events.mt_events {where}) e
            """);
}
