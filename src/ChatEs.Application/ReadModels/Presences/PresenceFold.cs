using System.Runtime.InteropServices;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels.Presences;

/// <summary>When somebody came or went, and how much the batch had posted in the room before it.</summary>
internal readonly record struct Passing(DateTime At, long PostsBefore);

/// <summary>A joining of the batch.</summary>
/// <param name="first">
/// The first that the batch says of this user and room: he may have been in before, which only the table knows, and then it is none.
/// </param>
internal sealed class OpenedPresence(string tenant, long room, long user, long version, bool first, Passing joined)
{
    public string Tenant => tenant;

    public long Room => room;

    public long User => user;

    public long Version => version;

    public bool First => first;

    public Passing Joined => joined;

    /// <summary>Null where he is in at the end of the batch.</summary>
    public Passing? Left { get; set; }
}

/// <summary>The first leaving of a user in the batch: it closes his presence of before, if there is one.</summary>
internal sealed record ClosedPresence(string Tenant, long Room, long User, Passing Left);

/// <summary>
/// The comings and goings of a batch, with the posts between them. Who comes and is in, or goes and is not, does nothing; after
/// the first word on somebody the batch itself says whether he is in.
/// </summary>
internal sealed class PresenceFold
{
    /// <summary>Who is spoken of; null for who is out.</summary>
    private readonly Dictionary<(long Room, long User), OpenedPresence?> _in = [];

    private readonly Dictionary<long, long> _posted = [];

    public List<OpenedPresence> Opened { get; } = [];

    public List<ClosedPresence> Closed { get; } = [];

    /// <returns>Null where nobody comes or goes, which is nearly every batch.</returns>
    public static PresenceFold? Of(IReadOnlyList<Event> events)
    {
        var passes = false;
        foreach (var e in events)
            passes |= e.Data is ParticipantsAdded or ParticipantsRemoved;
        if (!passes)
            return null;

        var fold = new PresenceFold();
        foreach (var e in events)
            fold.Apply(e);
        return fold;
    }

    public long PostedAfter(long room, Passing passing) => _posted.GetValueOrDefault(room) - passing.PostsBefore;

    private void Apply(Event e)
    {
        switch (e.Data)
        {
            case MessagePosted:
                CollectionsMarshal.GetValueRefOrAddDefault(_posted, RoomStream.RoomOf(e), out _)++;
                break;
            case ParticipantsAdded added:
                foreach (var user in added.Users)
                    Join(e, user);
                break;
            case ParticipantsRemoved removed:
                foreach (var user in removed.Users)
                    Leave(e, user);
                break;
        }
    }

    private void Join(Event e, UserNumber user)
    {
        var room = RoomStream.RoomOf(e);
        ref var presence = ref CollectionsMarshal.GetValueRefOrAddDefault(_in, (room, user.Value), out var spokenOf);
        if (presence is not null)
            return;
        presence = new(e.Stream.Tenant, room, user.Value, e.Version, first: !spokenOf, Now(e, room));
        Opened.Add(presence);
    }

    private void Leave(Event e, UserNumber user)
    {
        var room = RoomStream.RoomOf(e);
        ref var presence = ref CollectionsMarshal.GetValueRefOrAddDefault(_in, (room, user.Value), out var spokenOf);
        if (spokenOf && presence is null)
            return;
        if (presence is not { First: false })
            Closed.Add(new(e.Stream.Tenant, room, user.Value, Now(e, room)));
        if (presence is not null)
            presence.Left = Now(e, room);
        presence = null;
    }

    private Passing Now(Event e, long room) => new(e.Timestamp.UtcDateTime, _posted.GetValueOrDefault(room));
}
