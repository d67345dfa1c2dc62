using ChatEs.EventStore.Serialization;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// Decides one command after the other, each on the state that the ones before it leave, and gathers what they want to
/// be stored. Nothing outside changes: a batch that does not stand is simply thrown away.
/// </summary>
/// <param name="start">The state that a command's stream begins the batch with.</param>
internal sealed class BatchBuilder(EventWriter writer, TimeProvider clock, Func<Submission, CachedStream> start)
{
    public const int MaxEvents = 2_000;
    public const int MaxBytes = 4 << 20;

    private readonly Dictionary<StreamKey, StreamWork> _streams = [];
    private readonly Dictionary<(string, string, string), string> _reserved = [];
    private readonly HashSet<IdempotencyKey> _records = [];
    private bool _closed;

    public List<Part> Parts { get; } = [];

    public List<Event> Events { get; } = [];

    public List<StoredForm> Stored { get; } = [];

    public IReadOnlyCollection<StreamWork> Streams => _streams.Values;

    public List<Submission> Submissions => Parts.ConvertAll(p => p.Submission);

    /// <summary>There is something to store; a name or a record may come without an event.</summary>
    public bool Writes { get; private set; }

    public int Bytes { get; private set; }

    public bool IsFull => _closed || Events.Count >= MaxEvents || Bytes >= MaxBytes;

    /// <summary>
    /// Decides a command and takes in what it wants to be stored. One that cannot be decided, or whose events cannot be
    /// written, is answered with the exception and leaves nothing in the batch.
    /// </summary>
    /// <returns>False when it must wait for the next batch, which will know its stream at a newer version.</returns>
    public bool Add(Submission submission)
    {
        try
        {
            var stream = StreamOf(submission);
            if (submission.Decider.Knows(stream.State) || stream.Join(submission))
            {
                Take(submission, stream);
                return true;
            }
            if (submission.Loaded.Version > stream.Expected)
                return false;
            submission.NeedsLoad();
        }
        catch (Exception e)
        {
            submission.Fail(e);
        }
        return true;
    }

    private void Take(Submission submission, StreamWork stream)
    {
        var now = stream.NotBefore(Now());
        var decided = submission.Decider.Decide(stream.State, stream.Version, now);
        CheckTexts(decided);
        if (LostTo(decided, stream.Key.Tenant) is { } lost)
        {
            stream.IsUsed = true;
            Parts.Add(new Part(submission, new Decided([], null), stream.Version, 0) { Lost = lost });
            return;
        }
        Store(submission, decided, stream, now);
        foreach (var name in decided.Reservations)
            _reserved[(stream.Key.Tenant, name.Kind, name.Key)] = name.Owner;
        if (decided.Record is { } record)
            _records.Add(record.Key);
        stream.IsUsed = true;
        Parts.Add(new Part(submission, decided, stream.Version, decided.Events.Count == 0 ? 0 : Events.Count));
        Writes |= decided is not { Events.Count: 0, Reservations.Count: 0, Record: null, Also: null };
        // What a command gives up is still its own until the batch is stored; the next batch knows better.
        _closed |= decided.ClosesBatch || decided.Releases.Count > 0;
    }

    /// <summary>All events of the command or none: an event that cannot be written must leave no half of it behind.</summary>
    private void Store(Submission submission, Decided decided, StreamWork stream, DateTimeOffset now)
    {
        var (first, state, version, hash) = (Events.Count, stream.State, stream.Version, stream.LastHash);
        var erases = false;
        try
        {
            foreach (var data in decided.Events)
            {
                var @event = new Event
                {
                    Stream = stream.Key,
                    Version = ++version,
                    Id = Guid.CreateVersion7(now),
                    Type = writer.NameOf(data),
                    Timestamp = now,
                    Data = data,
                    Metadata = submission.Decider.Metadata,
                };
                var stored = writer.Write(@event, hash);
                (state, hash) = (submission.Decider.Family.Evolve(state, data), stored.Hash);
                erases |= data is PersonalDataErased;
                Events.Add(@event);
                Stored.Add(stored);
                Bytes += stored.Data.Length;
            }
        }
        catch
        {
            Events.RemoveRange(first, Events.Count - first);
            Stored.RemoveRange(first, Stored.Count - first);
            throw;
        }
        if (decided.Events.Count == 0)
            return;
        stream.Advance(state, version, hash, now);
        if (erases)
            stream.Erased(version);
    }

    /// <summary>
    /// A name or key that this very batch takes for another command: the answer is known before anything is sent, and
    /// stands when the batch does. Waiting for the next batch instead would let one loser in at a time.
    /// </summary>
    private AppendResult? LostTo(Decided decided, string tenant)
    {
        if (decided.Record is { } record && _records.Contains(record.Key))
            return AppendResult.Repeated;
        foreach (var name in decided.Reservations)
        {
            if (_reserved.TryGetValue((tenant, name.Kind, name.Key), out var owner))
                return AppendResult.Taken(name, owner);
        }
        return null;
    }

    private static void CheckTexts(Decided decided)
    {
        foreach (var (kind, key, owner) in decided.Reservations)
        {
            StorableText.Check(kind);
            StorableText.Check(key);
            StorableText.Check(owner);
        }
        if (decided.Record is not { } record)
            return;
        StorableText.Check(record.Key.Principal);
        StorableText.Check(record.Key.Route);
        StorableText.Check(record.Key.Key);
        StorableText.Check(record.Result);
    }

    private StreamWork StreamOf(Submission submission)
    {
        var key = submission.Decider.Stream;
        if (!_streams.TryGetValue(key, out var stream))
            _streams.Add(key, stream = new StreamWork(start(submission), submission.Decider.Family));
        return stream;
    }

    /// <summary>Cut to what PostgreSQL keeps: a finer time would be hashed as one value and read back as another.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <param name="Position">The place of the command's last event in the batch, from 1; 0 for none.</param>
    internal sealed record Part(Submission Submission, Decided Decided, long Version, int Position)
    {
        /// <summary>The answer when another command of the batch takes the name or key.</summary>
        public AppendResult? Lost { get; init; }
    }
}
