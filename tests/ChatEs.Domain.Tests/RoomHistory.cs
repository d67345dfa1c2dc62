using ChatEs.Domain.Rooms;

namespace ChatEs.Domain.Tests;

/// <summary>
/// A room kept whole and simply, written without a look at <see cref="Room.Evolve"/>: what the read models know. Points
/// are taken from here, as the application takes them from the tables.
/// </summary>
public sealed class RoomHistory
{
    private readonly Dictionary<UserNumber, (bool Active, bool Moderator)> members = [];
    private readonly HashSet<(UserNumber User, long Message)> seen = [];
    private readonly List<MessageFacts> messages = [];
    private RoomCreated? created;

    public static RoomHistory Of(IEnumerable<RoomEvent> events)
    {
        var history = new RoomHistory();
        foreach (var e in events) history.Apply(e);
        return history;
    }

    public MessageNumber LastMessage => new(messages.Count);

    public int MemberCount => members.Values.Count(member => member.Active);

    public void Apply(RoomEvent e)
    {
        switch (e)
        {
            case RoomCreated room: created = room; break;
            case ParticipantsAdded added: foreach (var user in added.Users) members[user] = (true, false); break;
            case ParticipantsRemoved removed: foreach (var user in removed.Users) members[user] = (false, false); break;
            case ModeratorGranted granted: members[granted.User] = (true, true); break;
            case ModeratorRevoked revoked: members[revoked.User] = (true, false); break;
            case MessagePosted posted: messages.Add(new(posted.Author, posted.Parent is not null, Deleted: false)); break;
            case MessageDeleted deleted:
                messages[(int)deleted.Number.Value - 1] = messages[(int)deleted.Number.Value - 1] with { Deleted = true };
                break;
            case MessagesSeen act:
                for (var number = act.From.Value; number <= act.To.Value; number++) seen.Add((act.User, number));
                break;
            default: throw new ArgumentException($"{e.GetType().Name} is not written down here.", nameof(e));
        }
    }

    public Membership Member(UserNumber user)
    {
        var through = 0L;
        while (seen.Contains((user, through + 1))) through++;
        var (active, moderator) = members.GetValueOrDefault(user);
        return new(active, moderator, new(through));
    }

    public MessageFacts Message(MessageNumber number) => messages[(int)number.Value - 1];

    /// <summary>The room as the application loads it: a head and no points.</summary>
    public Room Head() => created is null
        ? Domain.Rooms.Room.NotCreated.Instance
        : Domain.Rooms.Room.Open.Head(created.Room, created.Kind, created.Visibility, LastMessage, MemberCount);

    /// <summary>The head and the points that a command needs, no more.</summary>
    public Room Room(RoomNeeds needs) => Head().With(Members(needs), Messages(needs));

    public IEnumerable<KeyValuePair<UserNumber, Membership>> Members(RoomNeeds needs) =>
        needs.Users.Distinct().Select(user => KeyValuePair.Create(user, Member(user)));

    /// <summary>Those that exist: there is nothing to load of the others.</summary>
    public IEnumerable<KeyValuePair<MessageNumber, MessageFacts>> Messages(RoomNeeds needs) =>
        needs.Messages.Where(Exists).Distinct().Select(number => KeyValuePair.Create(number, Message(number)));

    /// <summary>The room with every point, also those of users who never had to do with it.</summary>
    public Room Whole(IEnumerable<UserNumber> users) =>
        Room(new([.. users], [.. messages.Select((_, index) => new MessageNumber(index + 1))]));

    private bool Exists(MessageNumber number) => number.Value >= 1 && number <= LastMessage;
}
