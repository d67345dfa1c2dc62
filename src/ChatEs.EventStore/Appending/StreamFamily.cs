using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// How the streams of one type are decided upon: their state, how an event changes it, and how it is read without
/// replaying the stream. A state is immutable and may be partial: it knows some points and is exact in those.
/// </summary>
public abstract class StreamFamily
{
    /// <summary>The aggregate's alias, as in <c>mt_streams.type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The state of a stream that does not exist.</summary>
    public abstract object Initial { get; }

    /// <summary>
    /// Total and pure: never throws on a mapped event, never judges. A point that an event touches is known afterwards,
    /// also where it was not before: <see cref="Merge"/> would take an older, loaded value for the newest otherwise.
    /// </summary>
    public abstract object Evolve(object state, object data);

    /// <summary>
    /// Reads the state at one version, in one statement, together with all that <paramref name="decider"/> needs to know
    /// (a state that does not know it then is refused with an exception). A stream that does not exist comes back at version 0.
    /// </summary>
    public abstract Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation);

    /// <summary>Adds to <paramref name="state"/> the points that only <paramref name="loaded"/> knows.</summary>
    public virtual object Merge(object state, object loaded) => state;

    /// <summary>About how many bytes the cache should count for a state.</summary>
    public virtual int SizeOf(object state) => 128;

    /// <summary>The same state with fewer points, when it has grown beyond what is worth keeping; else itself.</summary>
    public virtual object Trim(object state) => state;
}

/// <summary>The state of a stream at exactly <paramref name="Version"/>, with what the next append needs.</summary>
public sealed record CachedStream(
    StreamKey Key, long Version, byte[] LastHash, DateTimeOffset LastTimestamp, object State)
{
    /// <summary>
    /// The version since which this entry has seen every event. What was loaded at an older version may not be merged:
    /// an event in between could have touched a point that this entry did not know then. An erasure moves it, too: what
    /// was loaded before holds what was erased.
    /// </summary>
    public long Since { get; init; } = Version;

    public static CachedStream Empty(StreamKey key, StreamFamily family) =>
        new(key, 0, Hashing.HashChain.Start, DateTimeOffset.MinValue, family.Initial);
}
