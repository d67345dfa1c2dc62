using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Replay;

namespace ChatEs.Application.Auditing;

/// <summary>A room as it was, behind the same queries that show the rooms of today. To be disposed: it takes a place, and tables.</summary>
public sealed class RoomAsOf : IAsyncDisposable
{
    private readonly HeldShadow _shadow;
    private readonly RoomEnds _ends;

    internal RoomAsOf(HeldShadow shadow, long version, long sequence, DateTimeOffset time)
    {
        (_shadow, Version, Sequence, Time) = (shadow, version, sequence, time);
        _ends = new(shadow.Db);
        Reads = new(shadow.Db, _ends);
        Everything = new(shadow.Db);
    }

    /// <summary>The newest version of its stream at the moment asked for.</summary>
    public long Version { get; }

    public long Sequence { get; }

    /// <summary>When the event of that version was stored.</summary>
    public DateTimeOffset Time { get; }

    public RoomReads Reads { get; }

    internal RoomStateQueries Everything { get; }

    public ValueTask DisposeAsync()
    {
        _ends.Dispose();
        return _shadow.DisposeAsync();
    }
}
