using Npgsql;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>
/// What has changed up to this moment, told by the log: whoever asks is answered by a look at it that began after he had asked, so
/// that nothing is missing that was committed before, by whichever process. All who ask while one look is under way share
/// the next.
/// </summary>
/// <remarks>Sequences are committed in their order, one batch after the other: what is visible is the log up to some place.</remarks>
public sealed class LogWatch(NpgsqlDataSource db)
{
    /// <summary>Behind by more than this it does not read what changed, but forgets what it knew.</summary>
    private const int ReadAtMost = 5_000;

    private const string NewEvents =
        "select e.seq_id, e.tenant_id, e.stream_id, e.type from events.mt_events e where e.seq_id > $1 order by e.seq_id limit $2";

    private const string Newest = "select coalesce(max(seq_id), 0) from events.mt_events";

    private readonly Lock _lock = new();
    private readonly LogChanges _changes = new();

    /// <summary>Of the newest event that was noted; not known before the first look.</summary>
    private long? _sequence;

    private TaskCompletionSource<long>? _next;
    private bool _isLooking;

    /// <summary>Takes note of all that was committed before the call.</summary>
    /// <returns>The sequence of the newest event then, or of a later one.</returns>
    public Task<long> Now(CancellationToken cancellation)
    {
        TaskCompletionSource<long> next;
        bool isFirst;
        lock (_lock)
        {
            next = _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            isFirst = !_isLooking;
            _isLooking = true;
        }
        if (isFirst)
            _ = Look();
        return next.Task.WaitAsync(cancellation);
    }

    /// <summary>Up to the last <see cref="Now"/>; what happened later need not be noted yet.</summary>
    internal bool HasChanged(Sources sources, long since)
    {
        lock (_lock)
            return _changes.HasChanged(sources, since);
    }

    /// <returns>Those of the rooms that something has changed in.</returns>
    internal List<long> Changed(IEnumerable<long> rooms, long since)
    {
        lock (_lock)
            return [.. rooms.Where(room => _changes.HasChanged(room, RoomParts.All, since))];
    }

    private async Task Look()
    {
        while (true)
        {
            TaskCompletionSource<long> asked;
            lock (_lock)
            {
                if (_next is null)
                {
                    _isLooking = false;
                    return;
                }
                (asked, _next) = (_next, null);
            }
            try
            {
                asked.SetResult(await Note());
            }
            catch (Exception failure)
            {
                asked.SetException(failure);
            }
        }
    }

    private async Task<long> Note()
    {
        if (_sequence is not { } sequence)
            return await Begin();
        var events = await db.Read(
            NewEvents,
            [Sql.Number(sequence), Sql.Number(ReadAtMost + 1)],
            row => (Sequence: row.GetInt64(0), Tenant: row.GetString(1), Stream: row.GetString(2), Type: row.GetString(3)),
            CancellationToken.None);
        if (events is [])
            return sequence;
        if (events.Count > ReadAtMost)
            return await Begin();
        lock (_lock)
        {
            foreach (var e in events)
                _changes.Note(e.Sequence, e.Tenant, e.Stream, e.Type);
        }
        _sequence = events[^1].Sequence;
        return events[^1].Sequence;
    }

    private async Task<long> Begin()
    {
        var newest = (await db.Read(Newest, [], row => row.GetInt64(0), CancellationToken.None))[0];
        lock (_lock)
            _changes.StartAt(newest);
        _sequence = newest;
        return newest;
    }
}
