using System.Collections.Concurrent;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Realtime;

/// <summary>
/// An event on its way to those who listen. All connections of a process get the same object, so that what it takes to
/// show it is read and rendered once.
/// </summary>
public sealed class LiveItem
{
    private readonly ConcurrentDictionary<string, Lazy<Task<object?>>> _renderings = new(StringComparer.Ordinal);

    internal LiveItem(LoggedEvent logged, LivePage page) => (Logged, Page) = (logged, page);

    public long Sequence => Logged.Sequence;

    public Event Event => Logged.Read();

    /// <summary>The events that were read together with this one.</summary>
    public LivePage Page { get; }

    internal LoggedEvent Logged { get; }

    internal StreamKey Stream => Logged.Stream;

    internal string Type => Logged.Type;

    /// <summary>What one form of this event looks like; made by whoever is the first to ask.</summary>
    /// <param name="form">Names the form; the same name is the same rendering.</param>
    public async ValueTask<T?> Rendered<T>(string form, Func<LiveItem, Task<T?>> render) where T : class =>
        (T?)await _renderings.GetOrAdd(form, _ => new(async () => await render(this))).Value;
}
