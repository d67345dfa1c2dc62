using Npgsql;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>
/// What has changed up to this moment, told by the log: whoever asks is answered by a look at it that began after he had asked, so
/// that nothing is missing that was committed before, by whichever process. All who ask while one look is under way share
/// the next. Where a look fails, or takes long, nobody waits for it: then it is not known, and whoever asks reads for himself.
/// </summary>
/// <remarks>Sequences are committed in their order, one batch after the other: what is visible is the log up to some place.</remarks>
public sealed class LogWatch(NpgsqlDataSource db)
{
    /// <summary>Behind by more than this it does not read what changed, but forgets what it knew.</summary>
    private const int ReadAtMost = 5_000;

    private const string NewEvents =
        "select e.seq_id, e.tenant_id, e.stream_id, e.type from events.mt_events e where e.seq_id > $1 order by e.seq_id limit $2";

    private const string Newest = "select coalesce(max(seq_id), 0) from events.mt_events";

    /// <summary>A look takes a millisecond. Beyond this the network is silent, or the database busy with worse.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LogChanges _changes = new();

    /// <summary>Of the newest event that was noted; not known before the first look.</summary>
    private long? _sequence;

    private TaskCompletionSource<long?>? _next;
    private bool _isLooking;
    private bool _isLate;

    /// <summary>Takes note of all that was committed before the call.</summary>
    /// <returns>The sequence of the newest event then, or of a later one; null where it could not be found out.</returns>
    public Task<long?> Now(CancellationToken cancellation)
    {
        TaskCompletionSource<long?> next;
        bool isFirst;
        lock (_lock)
        {
            if (_isLate)
                return Task.FromResult<long?>(null);
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
        while (Asked() is { } asked)
        {
            using var patience = new CancellationTokenSource(Patience);
            await using var late = patience.Token.Register(() => GiveUp(asked));
            try
            {
                asked.TrySetResult(await Note(patience.Token));
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                asked.TrySetResult(null);
            }
            catch (Exception e)
            {
                asked.TrySetException(e);
            }
        }
    }

    /// <returns>Null when nobody has asked any more.</returns>
    private TaskCompletionSource<long?>? Asked()
    {
        lock (_lock)
        {
            var asked = _next;
            (_next, _isLooking, _isLate) = (null, asked is not null, false);
            return asked;
        }
    }

    private void GiveUp(TaskCompletionSource<long?> asked)
    {
        asked.TrySetResult(null);
        lock (_lock)
        {
            _isLate = true;
            _next?.TrySetResult(null);
            _next = null;
        }
    }

    private async Task<long> Note(CancellationToken cancellation)
    {
        if (_sequence is not { } sequence)
            return await Begin(cancellation);
        var events = await db.Read(
            NewEvents,
            [Sql.Number(sequence), Sql.Number(ReadAtMost + 1)],
            row => (Sequence: row.GetInt64(0), Tenant: row.GetString(1), Stream: row.GetString(2), Type: row.GetString(3)),
            cancellation);
        if (events is [])
            return sequence;
        if (events.Count > ReadAtMost)
            return await Begin(cancellation);
        lock (_lock)
        {
            foreach (var e in events)
                _changes.Note(e.Sequence, e.Tenant, e.Stream, e.Type);
        }
        _sequence = events[^1].Sequence;
        return events[^1].Sequence;
    }

    private async Task<long> Begin(CancellationToken cancellation)
    {
        var newest = (await db.Read(Newest, [], row => row.GetInt64(0), cancellation))[0];
        lock (_lock)
            _changes.StartAt(newest);
        _sequence = newest;
        return newest;
    }
}
