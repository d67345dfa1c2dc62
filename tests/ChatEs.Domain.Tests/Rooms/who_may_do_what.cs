using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

/// <summary>
/// Every command by everybody in every state of a room, as one table. Ben wrote the message that it is about; the
/// stranger never was in the room. A cell is what comes of it: <c>yes</c> (also where nothing is to do), or the refusal.
/// A dot is a question that cannot be asked: a single room is never public and has no moderators, and the server key
/// acts for a user where a command is a user's own.
/// </summary>
public sealed class who_may_do_what
{
    private const string Table = """
        command              | room     | stranger, private | stranger, public | participant | author   | moderator | server key
        update               | open     | hidden            | no               | no          | no       | yes       | yes
        update               | archived | hidden            | archived         | archived    | archived | archived  | archived
        update               | single   | hidden            | .                | single      | single   | .         | single
        set the avatar       | open     | hidden            | no               | no          | no       | yes       | yes
        set the avatar       | archived | hidden            | archived         | archived    | archived | archived  | archived
        set the avatar       | single   | hidden            | .                | single      | single   | .         | single
        archive              | open     | hidden            | no               | no          | no       | yes       | yes
        archive              | archived | hidden            | no               | no          | no       | yes       | yes
        archive              | single   | hidden            | .                | yes         | yes      | .         | yes
        unarchive            | open     | hidden            | no               | no          | no       | yes       | yes
        unarchive            | archived | hidden            | no               | no          | no       | yes       | yes
        unarchive            | single   | hidden            | .                | yes         | yes      | .         | yes
        add another          | open     | hidden            | no               | no          | no       | yes       | yes
        add another          | archived | hidden            | archived         | archived    | archived | archived  | archived
        add another          | single   | hidden            | .                | single      | single   | .         | single
        join                 | open     | hidden            | yes              | yes         | yes      | yes       | .
        join                 | archived | hidden            | archived         | archived    | archived | archived  | .
        join                 | single   | hidden            | .                | single      | single   | .         | .
        remove another       | open     | hidden            | no               | no          | no       | yes       | yes
        remove another       | archived | hidden            | no               | no          | no       | yes       | yes
        remove another       | single   | hidden            | .                | single      | single   | .         | single
        leave                | open     | hidden            | yes              | yes         | yes      | yes       | .
        leave                | archived | hidden            | yes              | yes         | yes      | yes       | .
        leave                | single   | hidden            | .                | single      | single   | .         | .
        grant moderator      | open     | hidden            | no               | no          | no       | yes       | yes
        grant moderator      | archived | hidden            | no               | no          | no       | yes       | yes
        grant moderator      | single   | hidden            | .                | single      | single   | .         | single
        revoke moderator     | open     | hidden            | no               | no          | no       | yes       | yes
        revoke moderator     | archived | hidden            | no               | no          | no       | yes       | yes
        revoke moderator     | single   | hidden            | .                | single      | single   | .         | single
        pin                  | open     | hidden            | yes              | yes         | yes      | yes       | .
        pin                  | archived | hidden            | archived         | yes         | yes      | yes       | .
        pin                  | single   | hidden            | .                | yes         | yes      | .         | .
        unpin                | open     | hidden            | yes              | yes         | yes      | yes       | .
        unpin                | archived | hidden            | yes              | yes         | yes      | yes       | .
        unpin                | single   | hidden            | .                | yes         | yes      | .         | .
        post                 | open     | hidden            | yes              | yes         | yes      | yes       | .
        post                 | archived | hidden            | archived         | archived    | archived | archived  | .
        post                 | single   | hidden            | .                | yes         | yes      | .         | .
        edit                 | open     | hidden            | no               | no          | yes      | yes       | yes
        edit                 | archived | hidden            | archived         | archived    | archived | archived  | archived
        edit                 | single   | hidden            | .                | no          | yes      | .         | yes
        delete               | open     | hidden            | no               | no          | yes      | yes       | yes
        delete               | archived | hidden            | no               | no          | yes      | yes       | yes
        delete               | single   | hidden            | .                | no          | yes      | .         | yes
        react                | open     | hidden            | yes              | yes         | yes      | yes       | .
        react                | archived | hidden            | archived         | archived    | archived | archived  | .
        react                | single   | hidden            | .                | yes         | yes      | .         | .
        take a reaction back | open     | hidden            | yes              | yes         | yes      | yes       | .
        take a reaction back | archived | hidden            | archived         | archived    | archived | archived  | .
        take a reaction back | single   | hidden            | .                | yes         | yes      | .         | .
        attach               | open     | hidden            | no               | no          | yes      | yes       | yes
        attach               | archived | hidden            | archived         | archived    | archived | archived  | archived
        attach               | single   | hidden            | .                | no          | yes      | .         | yes
        detach               | open     | hidden            | no               | no          | yes      | yes       | yes
        detach               | archived | hidden            | archived         | archived    | archived | archived  | archived
        detach               | single   | hidden            | .                | no          | yes      | .         | yes
        mark delivered       | open     | hidden            | outside          | yes         | yes      | yes       | .
        mark delivered       | archived | hidden            | outside          | yes         | yes      | yes       | .
        mark delivered       | single   | hidden            | .                | yes         | yes      | .         | .
        mark seen            | open     | hidden            | yes              | yes         | yes      | yes       | .
        mark seen            | archived | hidden            | archived         | yes         | yes      | yes       | .
        mark seen            | single   | hidden            | .                | yes         | yes      | .         | .
        """;

    private static readonly UserNumber Dot = new(4);

    private static readonly UserNumber Eve = new(5);

    public static TheoryData<string> Rows => [.. Table.Split('\n').Skip(1).Select(row => row.Trim())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void the_row_is_true(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var (command, state) = (cells[0], cells[1]);
        string[] told =
        [
            Told(command, state, RoomVisibility.Private, Stranger), Told(command, state, RoomVisibility.Public, Stranger),
            Told(command, state, RoomVisibility.Private, Dot), Told(command, state, RoomVisibility.Private, Ben),
            Told(command, state, RoomVisibility.Private, Ann), Told(command, state, RoomVisibility.Private, Actor.Server),
        ];
        string.Join(" | ", told).ShouldBe(string.Join(" | ", cells[2..]));
    }

    /// <summary>A command that is added must be thought of here.</summary>
    [Fact]
    public void the_table_has_every_command_upon_a_room_that_is_there() =>
        Rows.Select(row => Command(row.Data.Split('|')[0].Trim(), Ann).GetType()).Distinct().ShouldBe(
            typeof(IRoomCommand).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IRoomCommand)))
                .Except([typeof(CreateRoom), typeof(GetOrCreateSingleRoom), typeof(GetOrCreateChannel), typeof(InOrder)]),
            ignoreOrder: true);

    private static string Told(string name, string state, RoomVisibility visibility, Actor by)
    {
        if (state == "single" && (visibility == RoomVisibility.Public || by == Ann)) return ".";
        if (by == Actor.Server && Command(name, Ann) is { } own && IsOwn(name, own)) return ".";

        var command = Command(name, by);
        var decision = command.Decide(RoomHistory.Of(Room(state, visibility)).Room(command.Needs), Spec.Now);
        return decision.Refusal?.Code switch
        {
            null => "yes",
            RefusalCode.RoomNotFound => "hidden",
            RefusalCode.NotAllowed => "no",
            RefusalCode.RoomArchived => "archived",
            RefusalCode.SingleRoom => "single",
            RefusalCode.NotAParticipant => "outside",
            { } other => other.ToString(),
        };
    }

    /// <summary>A user's own: it names a user instead of an actor, or is about himself.</summary>
    private static bool IsOwn(string name, IRoomCommand command) =>
        name is "join" or "leave" || command.GetType().GetProperty("By") is null;

    private static IEnumerable<RoomEvent> Room(string state, RoomVisibility visibility)
    {
        var isSingle = state == "single";
        yield return new RoomCreated(Lounge, isSingle ? RoomKind.Single : RoomKind.Group, visibility, null, new("", null));
        yield return new ParticipantsAdded(isSingle ? [Ben, Dot] : [Ann, Ben, Dot, Eve]);
        if (!isSingle) yield return new ModeratorGranted(Ann);
        yield return Posted(1, Ben) with { Files = [File(7).File] };
        yield return new ReactionAdded(new(1), Dot, new("+1"));
        if (state == "archived") yield return new RoomArchived();
    }

    private static IRoomCommand Command(string name, Actor by)
    {
        var (user, message) = (by.User ?? Ann, Number(1));
        return name switch
        {
            "update" => new UpdateRoom(Lounge, by, Name: "new"),
            "set the avatar" => new SetRoomAvatar(Lounge, by, Avatar.At("https://example.org/a")),
            "archive" => new ArchiveRoom(Lounge, by),
            "unarchive" => new UnarchiveRoom(Lounge, by),
            "add another" => new AddParticipants(Lounge, by, [Cid]),
            "join" => new AddParticipants(Lounge, by, [user]),
            "remove another" => new RemoveParticipants(Lounge, by, [Eve]),
            "leave" => new RemoveParticipants(Lounge, by, [user]),
            "grant moderator" => new GrantModerator(Lounge, by, Eve),
            "revoke moderator" => new RevokeModerator(Lounge, by, Ann),
            "pin" => new PinRoom(Lounge, user),
            "unpin" => new UnpinRoom(Lounge, user),
            "post" => new PostMessage(Lounge, Id(2), user, MessageKind.Text, "hello"),
            "edit" => new EditMessage(Lounge, by, message, "better"),
            "delete" => new DeleteMessage(Lounge, by, message),
            "react" => new AddReaction(Lounge, user, message, "-1"),
            "take a reaction back" => new RemoveReaction(Lounge, user, message, "+1"),
            "attach" => new AddAttachment(Lounge, by, message, File(8)),
            "detach" => new RemoveAttachment(Lounge, by, message, new(7)),
            "mark delivered" => new MarkDelivered(Lounge, user, message),
            "mark seen" => MarkSeen.UpTo(Lounge, user, message),
            _ => throw new ArgumentException($"No command is called {name}.", nameof(name)),
        };
    }
}
