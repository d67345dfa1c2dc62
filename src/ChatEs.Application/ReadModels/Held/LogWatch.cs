using Npgsql;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>
/// What has changed up to this moment, told by the log: whoever asks is answered by a look at it that began after he had asked, so
/// that nothing is missing that was committed before, by whichever process. All who ask while one look is under way share
/// the next. Where a look fails, or takes long, nobody waits for it: then it is not known, and whoever asks reads for himself.
/// </summary>
/// <remarks>Sequences are committed in their order, one batch after the other: what is visible is the log up to some place.</remarks>
public sealed class LogWatch : IDisposable
{
    /// <summary>Behind by more than this it does not read what changed, but forgets what it knew.</summary>
    private const int ReadAtMost = 5_000;

    /// <summary>The newest event that is known comes first: where it is not there any more, the log is another one.</summary>
    private const string NewEvents =
        "select e.seq_id, e.tenant_id, e.stream_id, e.type, e.id from events.mt_events e where e.seq_id >= $1 order by e.seq_id limit $2";

    private const string Newest = "select e.seq_id, e.id from events.mt_events e order by e.seq_id desc limit 1";

    /// <summary>A look takes a millisecond. Beyond this the network is silent, or the database busy with worse.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>After which its connection is given up, for the next look to have another.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _db;
    private readonly Lock _lock = new();
    private readonly LogChanges _changes = new();

    /// <summary>The newest event that was noted; none before the first look. The first sequence is 1.</summary>
    private (long Sequence, Guid Id)? _known;

    /// <summary>From sequences to places: those of a log that took the place of another lie behind all of that one's.</summary>
    private long _shift;
    private long _last = -1;

    private TaskCompletionSource<long?>? _next;
    private bool _isLooking;
    private bool _isLate;

    public LogWatch(string connectionString) =>
        // A connection of its own: looking must not wait for those who read because nobody could look.
        _db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ChatEsDatabase.OneConnection(connectionString, "chates-log-watch", Silence))
        {
            MaxAutoPrepare = 4,
            AutoPrepareMinUsages = 2,
        });

    /// <summary>Takes note of all that was committed before the call.</summary>
    /// <returns>A place, which grows with the log; null where it could not be found out.</returns>
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
        {
            // It goes on for others when this one has been answered.
            using var own = ExecutionContext.SuppressFlow();
            _ = Look();
        }
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

    public void Dispose() => _db.Dispose();

    private async Task Look()
    {
        while (Asked() is { } asked)
        {
            var note = Note();
            try
            {
                asked.TrySetResult(await note.WaitAsync(Patience));
            }
            catch (TimeoutException) when (!note.IsCompleted)
            {
                GiveUp(asked);
                // Until it has ended nobody waits; the connection is given up after a while of silence.
                await ((Task)note).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
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

    private async Task<long?> Note()
    {
        if (_known is not { } known)
            return await Begin();
        var events = await _db.Read(
            NewEvents,
            [Sql.Number(known.Sequence), Sql.Number(ReadAtMost + 1)],
            row => (
                Sequence: row.GetInt64(0), Tenant: row.GetString(1), Stream: row.GetString(2), Type: row.GetString(3), Id: row.GetGuid(4)),
            CancellationToken.None);
        if (events.Count > ReadAtMost || events is [] || (events[0].Sequence, events[0].Id) != known)
            return await Begin();
        lock (_lock)
        {
            foreach (var e in events.Skip(1))
                _changes.Note(e.Sequence + _shift, e.Tenant, e.Stream, e.Type);
        }
        _known = (events[^1].Sequence, events[^1].Id);
        return _last = events[^1].Sequence + _shift;
    }

    private async Task<long?> Begin()
    {
        var newest = await _db.Read(Newest, [], row => (row.GetInt64(0), row.GetGuid(1)), CancellationToken.None);
        // Of an empty log there is nothing to hold.
        _known = newest is [var one] ? one : default((long, Guid)?);
        var sequence = _known?.Sequence ?? 0;
        if (sequence + _shift <= _last)
            _shift = _last + 1 - sequence;
        _last = sequence + _shift;
        lock (_lock)
            _changes.StartAt(_last);
        return _known is null ? null : _last;
    }
}
