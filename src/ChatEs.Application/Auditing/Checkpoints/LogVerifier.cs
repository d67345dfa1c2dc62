using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Merkle;
using Npgsql;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>Where the log is not what was signed.</summary>
/// <param name="Sequence">The event, or the first of those among which it is; 0 where it is no event.</param>
public sealed record LogFault(long Sequence, string Problem);

/// <param name="Events">How many are in the log.</param>
/// <param name="Checkpoints">How many signed checkpoints were compared.</param>
/// <param name="Signed">The size of the newest of them; 0 for none.</param>
/// <param name="Kept">The size of the checkpoint that the auditor brought along; null for none.</param>
public sealed record LogReport(long Events, long Checkpoints, long Signed, long? Kept, IReadOnlyList<LogFault> Faults);

/// <summary>A checkpoint that an auditor kept, and the key that he trusts; without one it is that of the newest checkpoint here.</summary>
public sealed record KeptNote(SignedNote Note, NoteKey? Key);

/// <summary>How many events have been taken into the tree, of how many.</summary>
public sealed record TreeProgress(long Events, long Of);

/// <summary>
/// Makes the tree anew from the events and compares it with its stored nodes, with every checkpoint that is kept here, and
/// with the one that an auditor kept: only that one finds a log that was cut, or recomputed, together with its checkpoints.
/// </summary>
public sealed class LogVerifier(NpgsqlDataSource db, TreeVerifier trees, CheckpointStore checkpoints)
{
    private const string StrayText = """
        select e.seq_id, e.stream_id, e.seq_id between 1 and (select last_seq from events.mt_head)
          from events.mt_events e
         where e.seq_id < 1 or e.seq_id > (select last_seq from events.mt_head)
            or not exists (select from events.mt_streams s where s.tenant_id = e.tenant_id and s.id = e.stream_id)
         order by e.seq_id
         limit 1
        """;

    public async Task<LogReport> Verify(KeptNote? kept, IProgress<TreeProgress>? progress, CancellationToken cancellation)
    {
        var faults = new List<LogFault>();
        // First what was signed, then how long the log is: it only grows meanwhile.
        var signed = await checkpoints.All(cancellation);
        var brought = kept is null ? null : Check(kept, signed.LastOrDefault(), faults);
        var events = await Number("select last_seq from events.mt_head", cancellation);
        var reached = await Number("select coalesce((select last_seq_id from events.mt_event_progression where name = 'merkle_tree'), 0)", cancellation);
        var roots = new SortedDictionary<long, byte[]>();
        foreach (var checkpoint in signed)
            Expect(roots, checkpoint.Size, checkpoint.Root, CheckSignature(checkpoint, faults));
        if (brought is not null)
            Compare(roots, brought, faults);

        // What of the log is not in the tree yet, is nevertheless there to be read without a gap.
        var size = Math.Max(Math.Max(events, reached), roots.Keys.LastOrDefault());
        var again = await trees.Recompute(size, reached, roots.Keys.ToHashSet(), Counting(progress, size), cancellation);
        Judge(roots, again, faults);
        if (await Standing(cancellation) is { Newest: { } newest } standing && newest != standing.Reached)
            faults.Add(new(0, $"the tree is said to have {standing.Reached} events, but the newest checkpoint has {newest}"));
        if (await Stray(cancellation) is { } stray)
            faults.Add(stray);
        return new(events, signed.Count, signed.LastOrDefault()?.Size ?? 0, brought?.Size, faults);
    }

    /// <summary>Both in one statement: the two move together, and between two statements they would have moved on.</summary>
    private async Task<(long Reached, long? Newest)> Standing(CancellationToken cancellation) => (await db.Read(
        "select coalesce((select last_seq_id from events.mt_event_progression where name = 'merkle_tree'), 0), (select max(size) from vault.checkpoints)",
        [],
        row => (row.GetInt64(0), row.LongOrNull(1)),
        cancellation))[0];

    /// <returns>What the note says, whatever is thought of its signature.</returns>
    private static Checkpoint Check(KeptNote kept, KeptCheckpoint? newest, List<LogFault> faults)
    {
        var checkpoint = Checkpoint.Parse(kept.Note.Text);
        try
        {
            if ((kept.Key ?? newest?.Key) is not { } key || !key.Signed(kept.Note))
                faults.Add(new(0, "the checkpoint that was brought along is not signed by the key"));
        }
        catch (FormatException forged)
        {
            faults.Add(new(0, $"the checkpoint that was brought along is forged: {forged.Message}"));
        }
        return checkpoint;
    }

    private static bool CheckSignature(KeptCheckpoint stored, List<LogFault> faults)
    {
        try
        {
            if (stored.Key.Signed(SignedNote.Parse(stored.Note)) && stored.Checkpoint.Size == stored.Size && stored.Checkpoint.Root.AsSpan().SequenceEqual(stored.Root))
                return true;
            faults.Add(new(stored.Size, $"the checkpoint of {stored.Size} events is not as it was signed"));
        }
        catch (FormatException wrong)
        {
            faults.Add(new(stored.Size, $"the checkpoint of {stored.Size} events is not as it was signed: {wrong.Message}"));
        }
        return false;
    }

    private static void Expect(SortedDictionary<long, byte[]> roots, long size, byte[] root, bool isSigned)
    {
        if (isSigned)
            roots[size] = root;
    }

    /// <summary>Of two signed roots of one size the auditor's counts.</summary>
    private static void Compare(SortedDictionary<long, byte[]> roots, Checkpoint brought, List<LogFault> faults)
    {
        if (roots.TryGetValue(brought.Size, out var here) && !here.AsSpan().SequenceEqual(brought.Root))
            faults.Add(new(0, $"two checkpoints of {brought.Size} events were signed, with different roots"));
        roots[brought.Size] = brought.Root;
    }

    private static void Judge(SortedDictionary<long, byte[]> roots, TreeRecomputation again, List<LogFault> faults)
    {
        if (again.Fault is { } fault)
            faults.Add(new(fault.Sequence, fault.Problem));
        var agreed = 0L;
        foreach (var (size, root) in roots)
        {
            if (!again.Roots.TryGetValue(size, out var now))
            {
                if (size > 0)
                    faults.Add(new(again.Size + 1, $"{size} events were signed, and the log has {again.Size}"));
                break;
            }
            if (!now.AsSpan().SequenceEqual(root))
            {
                faults.Add(new(agreed + 1, $"among the events {agreed + 1} to {size} are some that are not those that were signed"));
                break;
            }
            agreed = size;
        }
    }

    /// <summary>An event beyond the end, or of a stream that has no row: whoever goes by streams and sequences would not meet it.</summary>
    private async Task<LogFault?> Stray(CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(StrayText);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return new(
            reader.GetInt64(0),
            reader.GetBoolean(2) ? $"the event's stream {reader.TextOrNull(1)} is not among the streams" : "the event has no place in the log");
    }

    private static Counter? Counting(IProgress<TreeProgress>? progress, long of) => progress is null ? null : new Counter(progress, of);

    private async Task<long> Number(string sql, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private sealed class Counter(IProgress<TreeProgress> progress, long of) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(value, of));
    }
}
