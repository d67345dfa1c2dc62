using ChatEs.Domain;

namespace ChatEs.Application.Import;

/// <summary>How far an import has come.</summary>
/// <param name="TotalBytes">Null where the end is not known.</param>
public sealed record ImportProgress(long BytesRead, long? TotalBytes, long Lines, long Posted);

/// <param name="Line">From 1.</param>
public sealed record BadLine(long Line, string? Room, string Reason);

/// <summary>What became of the lines of one room.</summary>
public sealed class RoomTally(string name)
{
    public string Name => name;

    /// <summary>Null when the room could not be had.</summary>
    public RoomNumber? Number { get; set; }

    public long Messages { get; set; }

    public long Replies { get; set; }

    /// <summary>Messages and replies that were there before.</summary>
    public long AlreadyThere { get; set; }

    /// <summary>Replies whose message is not there: posted, and quoting nothing.</summary>
    public long WithoutQuote { get; set; }

    public SortedDictionary<string, long> PassedOver { get; } = new(StringComparer.Ordinal);

    public long Bad { get; set; }
}

/// <summary>What became of a file.</summary>
public sealed class ImportReport
{
    private readonly Dictionary<string, RoomTally> _rooms = new(StringComparer.Ordinal);
    private readonly List<BadLine> _bad = [];

    /// <summary>In the order in which the file names them.</summary>
    public IReadOnlyCollection<RoomTally> Rooms => _rooms.Values;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<BadLine> BadLines => [.. _bad.OrderBy(b => b.Line)];

    public int BadCount => _bad.Count;

    /// <summary>Lines without a room that are passed over, per kind.</summary>
    public SortedDictionary<string, long> PassedOverWithoutRoom { get; } = new(StringComparer.Ordinal);

    public long Lines { get; private set; }

    public long Posted => _rooms.Values.Sum(r => r.Messages + r.Replies);

    public RoomTally Room(string name)
    {
        if (!_rooms.TryGetValue(name, out var tally))
            _rooms.Add(name, tally = new RoomTally(name));
        return tally;
    }

    internal void Read(ImportLine line)
    {
        Lines++;
        if (line.Room is { } name)
            Room(name);
        if (line is ImportLine.Bad bad)
            Refuse(bad.Number, bad.Room, bad.Reason);
        else if (line is ImportLine.PassedOver passed)
            Count(passed.Room is { } room ? Room(room).PassedOver : PassedOverWithoutRoom, passed.Kind);
    }

    internal void Refuse(long line, string? room, string reason)
    {
        _bad.Add(new BadLine(line, room, reason));
        if (room is not null)
            Room(room).Bad++;
    }

    internal void Post(ImportLine.Message line, bool quoteLost)
    {
        var room = Room(line.RoomName);
        if (line.Kind == "reply")
            room.Replies++;
        else
            room.Messages++;
        if (quoteLost)
            room.WithoutQuote++;
    }

    /// <summary>A client may have chosen the same id for a message of its own; this line's text is then nowhere.</summary>
    internal void FoundThere(ImportLine.Message line, RoomNumber room, ImportedMessage there)
    {
        if (there.Room == room)
            Room(line.RoomName).AlreadyThere++;
        else
            Refuse(line.Number, line.RoomName, "Its id belongs to a message of another room.");
    }

    private static void Count(SortedDictionary<string, long> kinds, string kind) =>
        kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
}
