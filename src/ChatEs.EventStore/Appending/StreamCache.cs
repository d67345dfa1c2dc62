namespace ChatEs.EventStore.Appending;

/// <summary>
/// The deciding states of the streams in use, bounded in bytes, least recently used first out. It may be stale, an
/// answer never is: every decision is checked against the stream's version under the head.
/// </summary>
public sealed class StreamCache(long capacityInBytes = 256L << 20)
{
    private const int EntryOverhead = 300;

    private readonly Lock _lock = new();
    private readonly Dictionary<StreamKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recent = [];
    private long _bytes;

    public int Count
    {
        get { lock (_lock) return _entries.Count; }
    }

    public long Bytes
    {
        get { lock (_lock) return _bytes; }
    }

    public CachedStream? Get(StreamKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            Touch(node);
            return node.Value.Stream;
        }
    }

    /// <summary>
    /// Keeps a state that has seen every event since the cached one, or a newer one read anew. One that is older than
    /// the cached is dropped: another load was faster.
    /// </summary>
    public void Put(CachedStream stream, StreamFamily family)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(stream.Key, out var node) || node.Value.Stream.Version <= stream.Version)
                Store(stream, family);
        }
    }

    /// <summary>For the writer after a commit, when a family that cannot trim or measure its state must do no harm.</summary>
    internal void PutOrRemove(CachedStream stream, StreamFamily family)
    {
        try
        {
            Put(stream, family);
        }
        catch (Exception)
        {
            Remove(stream.Key);
        }
    }

    /// <summary>
    /// Joins what was loaded outside the writer's loop with what is cached. Where the cache is behind, it stays as it is: the
    /// writer, which has just committed what the load saw, is about to bring it up to date, with all that it knows.
    /// </summary>
    /// <returns>The newer of the two; null when they cannot be joined and the load must be done again.</returns>
    public CachedStream? Merge(CachedStream loaded, StreamFamily family)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(loaded.Key, out var node))
                return Store(loaded, family);
            var cached = node.Value.Stream;
            if (cached.Version < loaded.Version)
                return loaded;
            if (loaded.Version < cached.Since)
                return null;
            return Store(cached with { State = family.Merge(cached.State, loaded.State) }, family);
        }
    }

    public void Remove(StreamKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
                Drop(node);
        }
    }

    private CachedStream Store(CachedStream stream, StreamFamily family)
    {
        var trimmed = family.Trim(stream.State);
        if (!ReferenceEquals(trimmed, stream.State))
            stream = stream with { State = trimmed, Since = stream.Version };
        var size = EntryOverhead + family.SizeOf(stream.State);
        if (_entries.TryGetValue(stream.Key, out var node))
        {
            _bytes += size - node.Value.Size;
            node.Value = new Entry(stream, size);
            Touch(node);
        }
        else
        {
            _bytes += size;
            _entries.Add(stream.Key, _recent.AddFirst(new Entry(stream, size)));
        }
        while (_bytes > capacityInBytes && _recent.Last is { } oldest && oldest != _recent.First)
            Drop(oldest);
        return stream;
    }

    private void Touch(LinkedListNode<Entry> node)
    {
        if (_recent.First == node)
            return;
        _recent.Remove(node);
        _recent.AddFirst(node);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _bytes -= node.Value.Size;
        _recent.Remove(node);
        _entries.Remove(node.Value.Stream.Key);
    }

    private readonly record struct Entry(CachedStream Stream, int Size);
}
