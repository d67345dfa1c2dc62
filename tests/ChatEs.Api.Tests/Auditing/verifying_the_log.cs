using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

/// <param name="Done">What who owns the database did to it, in words.</param>
/// <param name="Sequence">Which event is named; 0 for none.</param>
/// <param name="Reported">What audit verify says, or a part of it.</param>
/// <param name="OnlyByKept">Found by nothing but a checkpoint that was kept elsewhere.</param>
internal sealed record TamperedLog(string Done, string Sql, long Sequence, string Reported, bool OnlyByKept = false)
{
    private const string CutTail = """
        delete from events.mt_events where seq_id = 5;
        delete from events.mt_streams where id = (select 'user-' || max(substr(id, 6)::bigint) from events.mt_streams where id like 'user-%');
        update events.mt_head set last_seq = 4
        """;

    private const string Forget = """
        ; delete from events.merkle_nodes; delete from vault.checkpoints; delete from events.mt_event_progression where name = 'merkle_tree'
        """;

    /// <summary>What was done, and what is reported: the table of docs/audit.md. The log has five events, all signed.</summary>
    public static readonly IReadOnlyList<TamperedLog> All =
    [
        new("a fact was changed", "update events.mt_events set data = data || '{\"more\": 1}' where seq_id = 3", 3, "the hash does not match what is stored"),
        new("a name was changed", "update events.mt_events set data = jsonb_set(data, '{personal,externalId}', '\"eve\"') where seq_id = 3", 3, "the personal part does not match its digest"),
        new("a header was changed", "update events.mt_events set headers = headers || '{\"caller\": \"eve\"}' where seq_id = 3", 3, "the hash does not match what is stored"),
        new("a type was changed", "update events.mt_events set type = 'user_suspended' where seq_id = 3", 3, "the hash does not match what is stored"),
        new("a time was changed", "update events.mt_events set timestamp = timestamp - interval '1 day' where seq_id = 3", 3, "the hash does not match what is stored"),
        new("a salt was changed", "update events.mt_events set salt = sha256(salt) where seq_id = 3", 3, "the personal part does not match its digest"),
        new("a hash was changed", "update events.mt_events set hash = sha256(hash) where seq_id = 3", 3, "the hash does not match what is stored"),
        new("a hash was changed, as the tree sees it", "update events.mt_events set hash = sha256(hash) where seq_id = 3", 0, "are some that are not those that were signed"),
        new("a personal part was removed without an erasure", "update events.mt_events set data = data - 'personal', salt = null where seq_id = 3", 3, "no later erasure names this event"),
        new("two events of different streams changed places", "update events.mt_events set seq_id = -seq_id where seq_id in (3, 4); update events.mt_events set seq_id = 7 + seq_id where seq_id < 0", 0, "are some that are not those that were signed"),
        new("an event was removed, with its stream", "delete from events.mt_events where seq_id = 3; delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)", 3, "event 3 is missing from the log"),
        new("an event was put behind the end", "insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, hash) values (9, gen_random_uuid(), 'user-1', 2, '{}', 'user_suspended', 'acme', '')", 9, "the event has no place in the log"),
        new("a stream's row was removed", "delete from events.mt_streams where id = (select stream_id from events.mt_events where seq_id = 3)", 3, "is not among the streams"),
        new("the tail was cut, with its stream and the head", CutTail, 5, "5 events were signed, and the log has 4"),
        new("a checkpoint was changed", "update vault.checkpoints set root = sha256(root)", 0, "is not as it was signed"),
        new("a note was changed", "update vault.checkpoints set note = replace(note, 'chates/', 'other/')", 0, "is not as it was signed"),
        new("all checkpoints were removed", "delete from vault.checkpoints; update events.mt_event_progression set last_seq_id = 0 where name = 'merkle_tree'", 0, "", true),
        new("the tail was cut, with the tree and all checkpoints", CutTail + Forget, 5, "5 events were signed, and the log has 4", true),
        new("a stream was removed, the log numbered anew, and the tree and all checkpoints removed", """
            delete from events.mt_events where seq_id = 3;
            delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id);
            update events.mt_events set seq_id = seq_id - 1 where seq_id = 4;
            update events.mt_events set seq_id = seq_id - 1 where seq_id = 5;
            update events.mt_head set last_seq = 4
            """ + Forget, 5, "5 events were signed, and the log has 4", true),
    ];
}

public sealed class verifying_the_log
{
    public static TheoryData<string> Tampered => [.. TamperedLog.All.Select(one => one.Done)];

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task what_was_done_to_the_database_is_reported(string done)
    {
        var one = TamperedLog.All.Single(t => t.Done == done);
        var host = await ChatEsHost.Start($"verifying_{Guid.NewGuid():n}");
        await host.Tenant("acme");
        foreach (var user in new[] { "ann", "ben", "cid" })
            await host.User("acme", user);
        var kept = await host.CheckpointOfAll();
        kept.Size.ShouldBe(5);
        // The service is not there any more, so that nothing is signed anew.
        await host.App.StopAsync();
        (await Faults(host, null)).ShouldBeEmpty();
        (await Faults(host, kept)).ShouldBeEmpty();

        await CheckpointWorld.PastTheTriggers(host.ConnectionString, one.Sql);

        if (one.OnlyByKept)
            (await Faults(host, null)).ShouldBeEmpty();
        var found = await Faults(host, kept);
        if (one.Reported.Length > 0)
            found.ShouldContain(f => f.Problem.Contains(one.Reported, StringComparison.Ordinal) && (one.Sequence == 0 || f.Sequence == one.Sequence), string.Join('\n', found));
        await host.DisposeAsync();
    }

    private static async Task<List<LogFault>> Faults(ChatEsHost host, KeptCheckpoint? kept)
    {
        var chains = await host.Service<AuditLog>().Verify(null, null, null, default);
        var log = await host.Service<LogVerifier>().Verify(kept is null ? null : new KeptNote(SignedNote.Parse(kept.Note), kept.Key), null, default);
        return [.. chains.Tampered.Select(f => new LogFault(f.Sequence, f.Problem)), .. log.Faults];
    }
}
