using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>A line on its way to the log.</summary>
/// <param name="First">Carried out once, by its id; what else the line means is carried out with it or never.</param>
/// <param name="LeftOut">What of the line has no place, once for each.</param>
internal sealed record PendingLine(
    IdentifiedLine Identified, IRoomCommand First, IReadOnlyList<IRoomCommand> Rest, IReadOnlyList<string> LeftOut)
{
    public ImportLine.Entry Line => Identified.Line;

    public Guid Id => Identified.Id;

    public Guid? Target => Identified.Target;

    public bool IsDeleted => Line is ImportLine.Message { Deleted: true };

    public int Commands => 1 + Rest.Count;
}

/// <summary>What each kind of line becomes.</summary>
internal sealed class LineCommands(Validators validators)
{
    /// <summary>A line is carried out by one command of the room, which has a limit; its message must not stand without the rest.</summary>
    private const int MostReactions = 1_000;

    public Outcome<PendingLine> Of(IdentifiedLine identified, ImportChunk chunk)
    {
        var line = identified.Line;
        var (room, noRoom) = chunk.Rooms[line.RoomName];
        if ((noRoom ?? line.Authors.Select(author => chunk.Authors[author].Refusal).FirstOrDefault(refusal => refusal is not null)) is { } refused)
            return Outcome<PendingLine>.Refused(refused);
        var pending = line switch
        {
            ImportLine.Message message => Said(identified, message, room, chunk),
            ImportLine.Notice notice => new PendingLine(identified, Shown(notice, room, identified.Id), Meant(notice, room, chunk), []),
            ImportLine.Edit edit => new PendingLine(
                identified, new EditMessage(room, Actor.Server, default, edit.Text, ClaimedAt: edit.At, EditId: identified.Id), [], []),
            _ => throw new ArgumentException($"Nothing is known of {line.Kind}.", nameof(identified)),
        };
        return Check(pending) is { } wrong ? Outcome<PendingLine>.Refused(wrong) : Outcome<PendingLine>.Done(pending);
    }

    private PendingLine Said(IdentifiedLine identified, ImportLine.Message line, RoomNumber room, ImportChunk chunk)
    {
        var post = new PostMessage(
            room, identified.Id, chunk.Authors[line.Author].Number, MessageKind.Text, line.Text, ClaimedAt: line.At, ReserveId: true, Details: line.Details);
        if (line is { Reactions.Count: 0, Deleted: false })
            return new PendingLine(identified, post, [], line.LeftOut);
        List<IRoomCommand> rest = [];
        List<string> leftOut = [.. line.LeftOut];
        foreach (var (emoji, by) in line.Reactions)
        {
            var (user, noUser) = chunk.Authors[by];
            var reaction = new AddReaction(room, user, default, emoji);
            if (rest.Count < MostReactions && noUser is null && validators.Check(reaction) is null)
                rest.Add(reaction);
            else
                leftOut.Add("reactions");
        }
        if (line.Deleted)
            rest.Add(new DeleteMessage(room, Actor.Server, default));
        return new PendingLine(identified, post, rest, leftOut);
    }

    private static PostMessage Shown(ImportLine.Notice line, RoomNumber room, Guid id)
    {
        var text = line.Kind switch
        {
            "join" => $"{line.Author} joined",
            "leave" => $"{line.Author} left",
            "nick" => $"{line.Author} is now known as {line.Text}",
            "rename" => $"the room is now called {line.Text}",
            _ when line.Text is "" => "the topic is empty now",
            _ => $"the topic is now: {line.Text}",
        };
        return new PostMessage(
            room, id, null, MessageKind.System, text, ClaimedAt: line.At, ReserveId: true, Details: new MessageDetails { Extras = line.Extras });
    }

    /// <summary>Nobody can know who is behind a nick: each is a user of its own, and one goes where another comes.</summary>
    private static IRoomCommand[] Meant(ImportLine.Notice line, RoomNumber room, ImportChunk chunk)
    {
        return line.Kind switch
        {
            "join" => [Joins(line.Author!)],
            "leave" => [Leaves(line.Author!)],
            "nick" when line.Author == line.Text => [],
            "nick" => [Leaves(line.Author!), Joins(line.Text!)],
            "rename" => [new UpdateRoom(room, Actor.Server, Name: line.Text)],
            _ => [new UpdateRoom(room, Actor.Server, Description: line.Text)],
        };

        AddParticipants Joins(string name) => new(room, Actor.Server, [chunk.Authors[name].Number]);

        RemoveParticipants Leaves(string name) => new(room, Actor.Server, [chunk.Authors[name].Number]);
    }

    /// <summary>Each alone, since the command that they go in is refused as a whole when one of them is malformed.</summary>
    private Refusal? Check(PendingLine pending) =>
        (pending.First is PostMessage post ? validators.Check(post) : validators.Check((EditMessage)pending.First))
        ?? (pending.Rest is [UpdateRoom update] ? validators.Check(update) : null);
}
