using Microsoft.Extensions.Caching.Memory;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>
/// What was read from the read models, held for as long as the log says that nothing it was made from has changed. So no
/// answer is older than its request, whichever process stored what came last: before anything is taken from here, <see cref="Now"/>
/// has taken note of all that was committed. (ADR 0022)
/// </summary>
public sealed class HeldReads : IDisposable
{
    /// <summary>In bytes, roughly: what a small value takes with its key and all that the cache needs for it.</summary>
    internal const long Small = 500;

    /// <summary>In bytes, roughly. Beyond it, what was asked for longest ago is let go.</summary>
    private const long Capacity = 128L << 20;

    /// <summary>The log does not tell what a rebuild mended, or somebody changed in the tables: that shows after this.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    private readonly LogWatch? _log;
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Capacity });

    public HeldReads(LogWatch log) => _log = log;

    private HeldReads()
    {
    }

    /// <summary>Holds nothing: for tables that are not those of today.</summary>
    public static HeldReads None { get; } = new();

    /// <summary>The moment that is to be read, and to be told to all of the following. Null where nothing can be held.</summary>
    internal ValueTask<long?> Now(CancellationToken cancellation) => _log is null ? default : new(_log.Now(cancellation));

    /// <returns>Null where nothing is held that is good now.</returns>
    internal Held<T>? Find<T>(long? now, object key) where T : class
    {
        if (now is not { } moment || !_cache.TryGetValue(key, out Held<T>? held))
            return null;
        if (held!.GoodAt >= moment)
            return held;
        if (_log!.HasChanged(held.Sources, held.AsOf))
            return null;
        held.GoodAt = moment;
        return held;
    }

    /// <summary>What is held and good now; else what is read, which is held from then on, but for null.</summary>
    /// <param name="size">In bytes, roughly; <see cref="Small"/> otherwise.</param>
    internal async ValueTask<T?> Get<T>(
        long? now, object key, Func<Task<T?>> read, Func<T, Sources> sources, Func<T, long>? size = null) where T : class
    {
        if (Find<T>(now, key) is { } known)
            return known.Value;
        var found = await read();
        if (found is not null)
            Hold(now, key, found, sources(found), size?.Invoke(found) ?? Small);
        return found;
    }

    /// <summary>Of the rooms those that have changed since, up to the last <see cref="Now"/>.</summary>
    internal List<long> Changed(long since, IEnumerable<long> rooms) => _log!.Changed(rooms, since);

    internal bool HasChanged(long since, Sources sources) => _log!.HasChanged(sources, since);

    /// <param name="now">Before it was read.</param>
    /// <param name="size">In bytes, roughly.</param>
    /// <param name="instead">Of which only what had changed was read again.</param>
    internal void Hold<T>(long? now, object key, T value, Sources sources, long size, Held<T>? instead = null) where T : class
    {
        if (now is not { } moment)
            return;
        var until = instead?.Until ?? DateTimeOffset.UtcNow + HeldFor;
        _cache.Set(key, new Held<T>(value, sources, moment, until), new MemoryCacheEntryOptions { Size = size, AbsoluteExpiration = until });
    }

    public void Dispose() => _cache.Dispose();
}
