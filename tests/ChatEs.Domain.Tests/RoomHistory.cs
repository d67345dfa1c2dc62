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
    private readonly Dictionary<UserNumber, long> delivered = [];
    private readonly List<MessageFacts> messages = [];
    private readonly HashSet<UserNumber> pins = [];
    private readonly HashSet<Reaction> reactions = [];
    private readonly Dictionary<FileNumber, MessageNumber?> files = [];
    private RoomCreated? created;
    private RoomPersonal names = new("", null);
    private Avatar avatar = Avatar.None;

    public static RoomHistory Of(IEnumerable<RoomEvent> events)
    {
        var history = new RoomHistory();
        foreach (var e in events) history.Apply(e);
        return history;
    }

    public MessageNumber LastMessage => new(messages.Count);

    public int MemberCount => members.Values.Count(member => member.Active);

    /// <summary>Every file that was ever attached, also those that are no more.</summary>
    public IReadOnlyCollection<FileNumber> Files => files.Keys;

    public IReadOnlyCollection<Reaction> Reactions => reactions;

    public string? Key => names.Key;

    public bool IsArchived { get; private set; }

    public void Apply(RoomEvent e)
    {
        switch (e)
        {
            case RoomCreated room: (created, names) = (room, room.Personal!); break;
            case RoomUpdated updated: names = updated.Personal!; break;
            case RoomAvatarSet set: avatar = new(set.File, set.Personal?.FileName, set.Personal?.Url); break;
            case RoomArchived: IsArchived = true; break;
            case RoomUnarchived: IsArchived = false; break;
            case ParticipantsAdded added: Move(added.Users, active: true); break;
            case ParticipantsRemoved removed: Move(removed.Users, active: false); break;
            case ModeratorGranted granted: members[granted.User] = (true, true); break;
            case ModeratorRevoked revoked: members[revoked.User] = (true, false); break;
            case RoomPinned pinned: pins.Add(pinned.User); break;
            case RoomUnpinned unpinned: pins.Remove(unpinned.User); break;
            case MessagesDelivered upTo: delivered[upTo.User] = Math.Max(upTo.UpTo.Value, delivered.GetValueOrDefault(upTo.User)); break;
            case MessagesSeen act:
                for (var number = act.From.Value; number <= act.To.Value; number++) seen.Add((act.User, number));
                break;
            default: ApplyToMessage(e); break;
        }
    }

    private void ApplyToMessage(RoomEvent e)
    {
        switch (e)
        {
            case MessagePosted posted:
                messages.Add(new(posted.Author, posted.Parent is not null, Deleted: false));
                foreach (var file in posted.Files ?? []) files[file.Number] = posted.Number;
                break;
            case MessageDeleted deleted:
                messages[(int)deleted.Number.Value - 1] = messages[(int)deleted.Number.Value - 1] with { Deleted = true };
                break;
            case ReactionAdded added: reactions.Add(new(added.Number, added.User, added.Personal!.Emoji)); break;
            case ReactionRemoved removed: reactions.Remove(new(removed.Number, removed.User, removed.Personal!.Emoji)); break;
            case AttachmentAdded added: files[added.File.Number] = added.Number; break;
            case AttachmentRemoved removed: files[removed.File] = null; break;
            case MessageEdited: break;
            default: throw new ArgumentException($"{e.GetType().Name} is not written down here.", nameof(e));
        }
    }

    private void Move(IReadOnlyList<UserNumber> users, bool active)
    {
        foreach (var user in users)
        {
            members[user] = (active, false);
            pins.Remove(user);
        }
    }

    public Membership Member(UserNumber user)
    {
        var through = 0L;
        while (seen.Contains((user, through + 1))) through++;
        var (active, moderator) = members.GetValueOrDefault(user);
        return new(active, moderator, new(through), new(delivered.GetValueOrDefault(user)));
    }

    public MessageFacts Message(MessageNumber number) => messages[(int)number.Value - 1];

    /// <summary>The room as the application loads it: a head and no points.</summary>
    public Room Head()
    {
        if (created is null) return Domain.Rooms.Room.NotCreated.Instance;

        var open = Domain.Rooms.Room.Open.Head(created.Room, created.Kind, created.Visibility, LastMessage, MemberCount);
        return IsArchived ? new Room.Archived(open) : open;
    }

    /// <summary>The head and the points that a command needs, no more.</summary>
    public Room Room(RoomNeeds needs) => Head().With(Points(needs));

    /// <summary>Of the messages those that exist: there is nothing to load of the others.</summary>
    public RoomPoints Points(RoomNeeds needs) => new()
    {
        Members = RoomPoints.None.Members.AddRange(needs.Users.Distinct().Select(user => KeyValuePair.Create(user, Member(user)))),
        Messages = RoomPoints.None.Messages.AddRange(
            needs.Messages.Where(Exists).Distinct().Select(number => KeyValuePair.Create(number, AsLoaded(number)))),
        Pins = RoomPoints.None.Pins.AddRange(needs.Pins.Distinct().Select(user => KeyValuePair.Create(user, pins.Contains(user)))),
        Reactions = RoomPoints.None.Reactions.AddRange(
            needs.Reactions.Distinct().Select(reaction => KeyValuePair.Create(reaction, reactions.Contains(reaction)))),
        Files = RoomPoints.None.Files.AddRange(
            needs.Files.Distinct().Select(file => KeyValuePair.Create(file, files.GetValueOrDefault(file)))),
        Names = needs.Names ? names : null,
        Avatar = needs.Avatar ? avatar : null,
    };

    /// <summary>Every point there is, those of users who never had to do with the room, and those that <paramref name="needs"/> names.</summary>
    public RoomNeeds Everything(IEnumerable<UserNumber> users, RoomNeeds needs) =>
        new([.. users, .. needs.Users], [.. messages.Select((_, index) => new MessageNumber(index + 1)), .. needs.Messages])
        {
            Pins = [.. users, .. needs.Pins],
            Reactions = [.. reactions, .. needs.Reactions],
            Files = [.. files.Keys, .. needs.Files],
            Names = true,
            Avatar = true,
        };

    private MessageFacts AsLoaded(MessageNumber number) => Message(number) is { Deleted: false } facts ? facts : MessageFacts.Gone;

    private bool Exists(MessageNumber number) => number.Value >= 1 && number <= LastMessage;
}
