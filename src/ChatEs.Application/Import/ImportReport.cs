using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>How far an import has come.</summary>
/// <param name="TotalBytes">Null where the end is not known.</param>
public sealed record ImportProgress(long BytesRead, long? TotalBytes, long Lines, long Posted);

/// <param name="Line">From 1.</param>
public sealed record BadLine(long Line, string? Room, string Reason);

/// <summary>What became of the lines of one room: how many were carried out of each kind, now and not before.</summary>
public sealed class RoomTally(string name)
{
    public string Name => name;

    /// <summary>Null when the room could not be had.</summary>
    public RoomNumber? Number { get; set; }

    public long Messages { get; set; }

    public long Replies { get; set; }

    public long Joins { get; set; }

    public long Leaves { get; set; }

    public long Nicks { get; set; }

    public long Topics { get; set; }

    public long Renames { get; set; }

    public long Edits { get; set; }

    public long Reactions { get; set; }

    public long Deletions { get; set; }

    public long Links { get; set; }

    /// <summary>Messages that belong to one.</summary>
    public long Sessions { get; set; }

    /// <summary>Messages with more than has a place of its own.</summary>
    public long Extras { get; set; }

    /// <summary>Lines that were there before.</summary>
    public long AlreadyThere { get; set; }

    /// <summary>Replies whose message is not there: posted, and quoting nothing.</summary>
    public long WithoutQuote { get; set; }

    /// <summary>What is nowhere though its line is good.</summary>
    public SortedDictionary<string, long> LeftOut { get; } = new(StringComparer.Ordinal);

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
    }

    internal void Refuse(long line, string? room, string reason)
    {
        _bad.Add(new BadLine(line, room, reason));
        if (room is not null)
            Room(room).Bad++;
    }

    internal void LeaveOut(string room, string what)
    {
        var leftOut = Room(room).LeftOut;
        leftOut[what] = leftOut.GetValueOrDefault(what) + 1;
    }

    /// <summary>A client may have chosen the same id for a message of its own; this line's text is then nowhere.</summary>
    internal void FoundThere(ImportLine.Entry line, RoomNumber room, ImportedLine there)
    {
        if (there.Room == room)
            Room(line.RoomName).AlreadyThere++;
        else
            Refuse(line.Number, line.RoomName, "Its id belongs to a message of another room.");
    }

    /// <param name="results">Of the line's commands, in their order.</param>
    internal void CarriedOut(PendingLine line, ArraySegment<CarriedOut> results)
    {
        if (results.FirstOrDefault(result => result.Refusal is not null).Refusal is { } refusal)
            Refuse(line.Line.Number, line.Line.RoomName, refusal.Message);
        if (results[0].Refusal is not null)
            return;
        var room = Room(line.Line.RoomName);
        Count(room, line.Line.Kind);
        foreach (var what in line.LeftOut)
            LeaveOut(room.Name, what);
        room.Reactions += results.Count(result => result is { Command: AddReaction, Refusal: null });
        room.Deletions += results.Count(result => result is { Command: DeleteMessage, Refusal: null });
        if (line is { Line: ImportLine.Message, Target: not null } && results[0].Command is PostMessage { ReplyTo: null })
            room.WithoutQuote++;
        if (line.First is not PostMessage { Kind: not MessageKind.System, Details: { } details })
            return;
        room.Links += details.Links.Count;
        room.Sessions += details.Session is null ? 0 : 1;
        room.Extras += details.Extras is null ? 0 : 1;
    }

    private static void Count(RoomTally room, string kind)
    {
        switch (kind)
        {
            case "message": room.Messages++; break;
            case "reply": room.Replies++; break;
            case "join": room.Joins++; break;
            case "leave": room.Leaves++; break;
            case "nick": room.Nicks++; break;
            case "topic": room.Topics++; break;
            case "rename": room.Renames++; break;
            default: room.Edits++; break;
        }
    }
}
