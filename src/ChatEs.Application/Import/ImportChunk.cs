using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>Some thousand lines with all that was looked up for them.</summary>
/// <param name="Existing">By id: those of their messages, and of the messages that they answer, that are there already.</param>
internal sealed record ImportChunk(
    string Tenant,
    IReadOnlyList<ImportLine> Lines,
    IReadOnlyDictionary<string, (RoomNumber Number, Refusal? Refusal)> Rooms,
    IReadOnlyDictionary<string, (UserNumber Number, Refusal? Refusal)> Authors,
    Dictionary<Guid, ImportedMessage> Existing)
{
    public static IEnumerable<Guid> Ids(string tenant, IEnumerable<ImportLine.Message> messages) => messages
        .SelectMany(m => m.ReplyTo is { } target ? new[] { m.Id, target } : [m.Id], (m, id) => ImportIds.MessageId(tenant, m.RoomName, id))
        .Distinct();
}

/// <summary>A line on its way to the log.</summary>
/// <param name="Target">The id of the message that it answers.</param>
internal sealed record PendingMessage(ImportLine.Message Line, PostMessage Command, Guid? Target);

/// <summary>The messages of one room that a chunk brings, in the order of the file.</summary>
internal sealed class PendingRoom(RoomNumber room)
{
    private readonly HashSet<Guid> _ids = [];

    public RoomNumber Room => room;

    public List<PendingMessage> Messages { get; private set; } = [];

    /// <summary>Lines that are posted, with what became of them.</summary>
    public List<(PendingMessage Message, CarriedOut Result)> Answered { get; } = [];

    /// <summary>Lines that somebody else posted since they were looked up.</summary>
    public List<(PendingMessage Message, ImportedMessage There)> Overtaken { get; } = [];

    /// <returns>False when the file names the same message twice.</returns>
    public bool Add(PendingMessage message)
    {
        if (!_ids.Add(message.Command.Id))
            return false;
        Messages.Add(message);
        return true;
    }

    /// <param name="existing">Messages that were there before this command.</param>
    public InOrder Command(IReadOnlyDictionary<Guid, ImportedMessage> existing)
    {
        var places = new Dictionary<Guid, int>(Messages.Count);
        var queued = new List<Queued>(Messages.Count);
        foreach (var (_, command, target) in Messages)
        {
            queued.Add(target is not { } id ? new(command)
                : existing.TryGetValue(id, out var there) ? new(there.Room == room && !there.Deleted ? command with { ReplyTo = there.Number } : command)
                : places.TryGetValue(id, out var place) ? new(command, place)
                : new(command));
            places.Add(command.Id, places.Count);
        }
        return new InOrder(room, queued);
    }

    public void Answer(IReadOnlyList<CarriedOut> results)
    {
        for (var i = 0; i < results.Count; i++)
            Answered.Add((Messages[i], results[i]));
        Messages = [];
    }

    /// <returns>False when none of the messages is there.</returns>
    public bool Leave(IReadOnlyDictionary<Guid, ImportedMessage> existing)
    {
        var before = Messages.Count;
        Overtaken.AddRange(Messages.Where(m => existing.ContainsKey(m.Command.Id)).Select(m => (m, existing[m.Command.Id])));
        Messages = [.. Messages.Where(m => !existing.ContainsKey(m.Command.Id))];
        return Messages.Count < before;
    }
}
