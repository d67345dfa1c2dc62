using System.Runtime.InteropServices;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels.Members;

/// <summary>Folds the joins and leaves of a batch to one change for each membership, counting the posts between them.</summary>
internal sealed class MembershipFold
{
    private readonly Dictionary<(long Room, long User), MembershipChange> changes = [];
    private readonly Dictionary<long, (long Posts, long Countable)> posted = [];
    private readonly Dictionary<(long Room, long User), long> own = [];

    public IReadOnlyCollection<MembershipChange> Changes => changes.Values;

    /// <summary>What the whole batch posts in the room; complete once every event was applied.</summary>
    public (long Posts, long Countable) PostedIn(long room) => posted.GetValueOrDefault(room);

    public static bool IsMembership(object data) =>
        data is ParticipantsAdded or ParticipantsRemoved or ModeratorGranted or ModeratorRevoked or RoomPinned or RoomUnpinned;

    public void Apply(Event e)
    {
        switch (e.Data)
        {
            case MessagePosted message:
                Count(RoomStream.RoomOf(e), message);
                break;
            case ParticipantsAdded added:
                foreach (var user in added.Users)
                    Change(e, user).Join(JoiningNow(e, user));
                break;
            case ParticipantsRemoved removed:
                foreach (var user in removed.Users)
                    Change(e, user).Leave();
                break;
            case ModeratorGranted granted:
                Change(e, granted.User).SetModerator(true);
                break;
            case ModeratorRevoked revoked:
                Change(e, revoked.User).SetModerator(false);
                break;
            case RoomPinned pinned:
                Change(e, pinned.User).SetPin(e.Timestamp.UtcDateTime);
                break;
            case RoomUnpinned unpinned:
                Change(e, unpinned.User).SetPin(null);
                break;
        }
    }

    private void Count(long room, MessagePosted message)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(posted, room, out _);
        count = (count.Posts + 1, count.Countable + (message.IsCountable ? 1 : 0));
        if (message is { IsCountable: true, Author: { } author })
            CollectionsMarshal.GetValueRefOrAddDefault(own, (room, author.Value), out _)++;
    }

    private Joining JoiningNow(Event e, UserNumber user)
    {
        var room = RoomStream.RoomOf(e);
        var (posts, countable) = posted.GetValueOrDefault(room);
        return new(e.Timestamp.UtcDateTime, posts, countable, own.GetValueOrDefault((room, user.Value)));
    }

    private MembershipChange Change(Event e, UserNumber user)
    {
        var room = RoomStream.RoomOf(e);
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(changes, (room, user.Value), out _);
        return change ??= new(e.Stream.Tenant, room, user.Value);
    }
}
