using System.Collections.Concurrent;

namespace ChatEs.Application.Realtime;

/// <summary>
/// What is told to those who listen: an event of the log, or a signal that is stored nowhere. All connections of a process
/// get the same object, so that what it takes to show it is read and rendered once.
/// </summary>
public abstract class LiveItem
{
    private readonly ConcurrentDictionary<string, Lazy<Task<object?>>> _renderings = new(StringComparer.Ordinal);

    public abstract string Tenant { get; }

    /// <summary>What one form of it looks like; made by whoever is the first to ask.</summary>
    /// <param name="form">Names the form; the same name is the same rendering.</param>
    public async ValueTask<T?> Rendered<T>(string form, Func<Task<T?>> render) where T : class =>
        (T?)await _renderings.GetOrAdd(form, _ => new(async () => await render())).Value;
}
