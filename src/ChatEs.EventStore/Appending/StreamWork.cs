namespace ChatEs.EventStore.Appending;

/// <summary>A stream within one batch: the state it was decided upon, and the state it will have.</summary>
internal sealed class StreamWork(CachedStream start, StreamFamily family)
{
    private long _since = start.Since;

    public StreamKey Key => start.Key;

    public StreamFamily Family => family;

    public long Expected => start.Version;

    public long Version { get; private set; } = start.Version;

    public object State { get; private set; } = start.State;

    public byte[] LastHash { get; private set; } = start.LastHash;

    public DateTimeOffset LastTimestamp { get; private set; } = start.LastTimestamp;

    /// <summary>At least one answer rests on this stream's version.</summary>
    public bool IsUsed { get; set; }

    public CachedStream Result =>
        start with { Version = Version, State = State, LastHash = LastHash, LastTimestamp = LastTimestamp, Since = _since };

    public DateTimeOffset NotBefore(DateTimeOffset now) => now < LastTimestamp ? LastTimestamp : now;

    public void Advance(object state, long version, byte[] hash, DateTimeOffset at) =>
        (State, Version, LastHash, LastTimestamp) = (state, version, hash, at);

    /// <inheritdoc cref="CachedStream.Since"/>
    public void Erased(long version) => _since = version;

    /// <summary>
    /// Takes over the points that were loaded for a command, as the cache would: it may have dropped them while the
    /// command was on its way here.
    /// </summary>
    /// <returns>Whether the state knows now what the command asks about.</returns>
    public bool Join(Submission submission)
    {
        var loaded = submission.Loaded;
        if (loaded.Version < _since || loaded.Version > start.Version)
            return false;
        State = family.Merge(State, loaded.State);
        return submission.Decider.Knows(State);
    }
}
