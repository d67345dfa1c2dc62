namespace ChatEs.EventStore.Appending;

/// <summary>
/// Decides one command after the other, each on the state that the ones before it leave, and gathers what they want to
/// be stored. Nothing outside changes: a batch that does not stand is simply thrown away.
/// </summary>
internal sealed class BatchBuilder(EventWriter writer, TimeProvider clock, Func<StreamKey, CachedStream?> cached)
{
    public const int MaxEvents = 2_000;
    public const int MaxBytes = 4 << 20;

    private readonly Dictionary<StreamKey, StreamWork> _streams = [];
    private readonly HashSet<(string, string, string)> _reserved = [];
    private readonly HashSet<IdempotencyKey> _records = [];
    private bool _closed;

    public List<Part> Parts { get; } = [];

    public List<Event> Events { get; } = [];

    public List<StoredForm> Stored { get; } = [];

    public IReadOnlyCollection<StreamWork> Streams => _streams.Values;

    public int Bytes { get; private set; }

    /// <summary>Whether there is anything to store: an answer without events may still have its idempotency record.</summary>
    public bool Stores => Events.Count > 0 || _records.Count > 0;

    public bool IsFull => _closed || Events.Count >= MaxEvents || Bytes >= MaxBytes;

    /// <summary>
    /// Decides a command and takes its events in.
    /// </summary>
    /// <returns>False when it must wait for the next batch: it wants a name or key that this one is about to take.</returns>
    public bool Add(Submission submission)
    {
        var decider = submission.Decider;
        var stream = StreamOf(submission);
        if (!decider.Knows(stream.State))
        {
            submission.NeedsLoad();
            return true;
        }
        var now = stream.NotBefore(Now());
        Decided decided;
        try
        {
            decided = decider.Decide(stream.State, stream.Version, now);
        }
        catch (Exception e)
        {
            submission.Fail(e);
            return true;
        }
        if (Collides(decider.Stream.Tenant, decided))
            return false;
        stream.IsUsed = true;
        Take(submission, decided, stream, now);
        return true;
    }

    private void Take(Submission submission, Decided decided, StreamWork stream, DateTimeOffset now)
    {
        var family = submission.Decider.Family;
        foreach (var data in decided.Events)
        {
            var version = stream.Version + 1;
            var @event = new Event
            {
                Stream = stream.Key,
                Version = version,
                Id = Guid.CreateVersion7(now),
                Type = writer.NameOf(data),
                Timestamp = now,
                Data = data,
                Metadata = submission.Decider.Metadata,
            };
            var stored = writer.Write(@event, stream.LastHash);
            Events.Add(@event);
            Stored.Add(stored);
            Bytes += stored.Data.Length;
            stream.Advance(family.Evolve(stream.State, data), version, stored.Hash, now);
        }
        foreach (var name in decided.Reservations)
            _reserved.Add((stream.Key.Tenant, name.Kind, name.Key));
        if (decided.Record is { } record)
            _records.Add(record.Key);
        Parts.Add(new Part(submission, decided, stream.Version, decided.Events.Count == 0 ? 0 : Events.Count));
        _closed |= decided.ClosesBatch;
    }

    private bool Collides(string tenant, Decided decided)
    {
        foreach (var name in decided.Reservations)
        {
            if (_reserved.Contains((tenant, name.Kind, name.Key)))
                return true;
        }
        return decided.Record is { } record && _records.Contains(record.Key);
    }

    private StreamWork StreamOf(Submission submission)
    {
        var key = submission.Decider.Stream;
        if (!_streams.TryGetValue(key, out var stream))
            _streams.Add(key, stream = new StreamWork(cached(key) ?? submission.Loaded, submission.Decider.Family));
        return stream;
    }

    /// <summary>Cut to what PostgreSQL keeps: a finer time would be hashed as one value and read back as another.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <param name="Position">The place of the command's last event in the batch, from 1; 0 for none.</param>
    internal sealed record Part(Submission Submission, Decided Decided, long Version, int Position);
}

/// <summary>A stream within one batch: the state it was decided upon, and the state it will have.</summary>
internal sealed class StreamWork(CachedStream start, StreamFamily family)
{
    public StreamKey Key => start.Key;

    public StreamFamily Family => family;

    public long Expected => start.Version;

    public long Version { get; private set; } = start.Version;

    public object State { get; private set; } = start.State;

    public byte[] LastHash { get; private set; } = start.LastHash;

    public DateTimeOffset LastTimestamp { get; private set; } = start.LastTimestamp;

    /// <summary>At least one answer rests on this stream's version.</summary>
    public bool IsUsed { get; set; }

    public DateTimeOffset NotBefore(DateTimeOffset now) => now < LastTimestamp ? LastTimestamp : now;

    public void Advance(object state, long version, byte[] hash, DateTimeOffset at) =>
        (State, Version, LastHash, LastTimestamp) = (state, version, hash, at);

    public CachedStream Result => start with { Version = Version, State = State, LastHash = LastHash, LastTimestamp = LastTimestamp, Since = start.Since };
}
