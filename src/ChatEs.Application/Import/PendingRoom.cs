using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>The lines of one room that a chunk brings, in the order of the file.</summary>
internal sealed class PendingRoom(RoomNumber room, IReadOnlyDictionary<Guid, ImportedLine> existing)
{
    private readonly Dictionary<Guid, PendingLine> _byId = [];
    private readonly Dictionary<Guid, ImportedLine> _stored = [];
    private List<PendingLine> _lines = [];
    private int _sent;

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Of the lines of the command that <see cref="Next"/> gave last.</summary>
    public IEnumerable<IdentifiedLine> Sent => _lines.Take(_sent).Select(line => line.Identified);

    /// <summary>Lines that were carried out or refused, with what became of each of their commands.</summary>
    public List<(PendingLine Line, ArraySegment<CarriedOut> Results)> Answered { get; } = [];

    /// <summary>Lines that somebody else carried out since they were looked up.</summary>
    public List<(PendingLine Line, ImportedLine There)> Overtaken { get; } = [];

    /// <summary>What is in the log by now and was not yet when the chunk was looked up.</summary>
    public IReadOnlyDictionary<Guid, ImportedLine> Stored => _stored;

    /// <returns>False when the file names the same message twice.</returns>
    public bool Add(PendingLine line)
    {
        if (!_byId.TryAdd(line.Id, line))
            return false;
        _lines.Add(line);
        return true;
    }

    /// <summary>Whether a message can be answered or edited, as far as the file and the look-up say; null when there is none.</summary>
    public bool? IsThere(Guid message) =>
        existing.TryGetValue(message, out var there) ? there.Room == room && !there.Deleted
        : _byId.TryGetValue(message, out var pending) ? !pending.IsDeleted
        : null;

    /// <summary>As many lines as one command takes.</summary>
    public InOrder Next()
    {
        var places = new Dictionary<Guid, int>(_lines.Count);
        var queued = new List<Queued>(_lines.Count);
        _sent = 0;
        foreach (var line in _lines)
        {
            var place = queued.Count;
            if (place + line.Commands > InOrder.Most)
                break;
            queued.Add(Aimed(line, places));
            foreach (var command in line.Rest)
                queued.Add(command is IUponMessage ? new(command, Upon: place) : new(command, With: place));
            if (line is { First: PostMessage, IsDeleted: false })
                places.Add(line.Id, place);
            _sent++;
        }
        return new InOrder(room, queued);
    }

    public void Answer(IReadOnlyList<CarriedOut> results)
    {
        var all = results.ToArray();
        var place = 0;
        foreach (var line in _lines.Take(_sent))
        {
            Answered.Add((line, new(all, place, line.Commands)));
            if (all[place] is { Refusal: null, Command: { } command } done)
                _stored.Add(line.Id, new(room, done.Number ?? (command as EditMessage)?.Number ?? default, line.IsDeleted));
            place += line.Commands;
        }
        _lines = _lines[_sent..];
    }

    public void Refuse(Refusal refusal) =>
        Answer([.. Enumerable.Repeat(new CarriedOut(null, null, refusal), _lines.Take(_sent).Sum(line => line.Commands))]);

    /// <returns>False when none of the lines is there.</returns>
    public bool Leave(IReadOnlyDictionary<Guid, ImportedLine> found)
    {
        var overtaken = _lines.FindAll(line => found.ContainsKey(line.Id));
        foreach (var line in overtaken)
        {
            Overtaken.Add((line, found[line.Id]));
            _stored.Add(line.Id, found[line.Id]);
        }
        _lines.RemoveAll(line => found.ContainsKey(line.Id));
        return overtaken.Count > 0;
    }

    /// <summary>With the number of the message that it answers or edits, or its place where that is in the same command.</summary>
    private Queued Aimed(PendingLine line, Dictionary<Guid, int> places)
    {
        if (line.Target is not { } target)
            return new(line.First);
        if (_stored.TryGetValue(target, out var there) || existing.TryGetValue(target, out there))
            return new(line.First is PostMessage && (there.Deleted || there.Room != room) ? line.First : ((IUponMessage)line.First).Upon(there.Number));
        return places.TryGetValue(target, out var place) ? new(line.First, Upon: place) : new(line.First);
    }
}
