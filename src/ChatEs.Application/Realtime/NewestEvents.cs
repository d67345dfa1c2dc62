using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Realtime;

/// <summary>
/// The newest events, for who joins: what was committed between his look at the log and his joining is told from here.
/// Without what they were rendered to: few join, and what waits here should be small.
/// </summary>
internal sealed class NewestEvents
{
    private const int Most = 8_192;

    /// <summary>An event may have hundreds of thousands.</summary>
    private const long MostCharacters = 16 << 20;

    private readonly Queue<(LoggedEvent Event, LivePage Page)> _kept = [];
    private long _characters;

    public void Add(LoggedEvent e, LivePage page)
    {
        _kept.Enqueue((e, page));
        _characters += e.Characters;
        while (_kept.Count > Most || (_characters > MostCharacters && _kept.Count > 1))
            _characters -= _kept.Dequeue().Event.Characters;
    }

    public void Clear()
    {
        _kept.Clear();
        _characters = 0;
    }

    /// <summary>The place after which they are without a gap; null when there are none.</summary>
    public long? After => _kept.TryPeek(out var oldest) ? oldest.Event.Sequence - 1 : null;

    /// <summary>Those behind a place, in order.</summary>
    public IEnumerable<(LoggedEvent Event, LivePage Page)> Since(long after) => _kept.SkipWhile(kept => kept.Event.Sequence <= after);
}
