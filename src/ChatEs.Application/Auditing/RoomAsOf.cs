using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.Replay;

namespace ChatEs.Application.Auditing;

/// <summary>A room as it was, behind the same queries that show the rooms of today. To be disposed: it takes a place, and tables.</summary>
public sealed class RoomAsOf : IDisposable
{
    private readonly ShadowPool _shadows;
    private HeldShadow? _shadow;

    internal RoomAsOf(ShadowPool shadows, HeldShadow shadow, long version, long sequence, DateTimeOffset time)
    {
        (_shadows, _shadow, Version, Sequence, Time) = (shadows, shadow, version, sequence, time);
        Reads = new(shadow.Db, HeldReads.None);
        Everything = new(shadow.Db);
    }

    /// <summary>The newest version of its stream at the moment asked for.</summary>
    public long Version { get; }

    public long Sequence { get; }

    /// <summary>When the event of that version was stored.</summary>
    public DateTimeOffset Time { get; }

    public RoomReads Reads { get; }

    internal RoomStateQueries Everything { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _shadow, null) is { } shadow)
            _shadows.GiveBack(shadow);
    }
}
