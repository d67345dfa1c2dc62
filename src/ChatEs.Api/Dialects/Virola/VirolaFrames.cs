using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Realtime;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// Events of the log as frames of the vendor's WebSocket. What they show is how messages and rooms are when it is told.
/// Messages are rendered once for all who listen; a room is each listener's own, so it is asked for all of them together,
/// and once for all events that are told to one of them in one go.
/// </summary>
internal sealed class VirolaFrames
{
    private const int MostRoomsAtOnce = 500;

    private readonly SharedFrames _shared;
    private readonly Gathering<RoomAndViewer, ViewedRoom> _rooms;

    public VirolaFrames(MessagesNow now, MessageQueries messages, ViewedRooms rooms)
    {
        _shared = new(now, messages);
        _rooms = new(keys => Patiently.Read(() => rooms.Many(keys, CancellationToken.None)), MostRoomsAtOnce);
    }

    /// <param name="items">In the order of the log.</param>
    /// <returns>What one listener is told of them: UTF-8, a text message each.</returns>
    public async Task<IReadOnlyList<byte[]>> Of(IReadOnlyList<LiveEvent> items, UserNumber user)
    {
        var shared = await Task.WhenAll(items.Select(item => item.IsBare ? Task.FromResult(SharedFrames.None) : _shared.Of(item)));
        List<byte[]> frames = [];
        List<LiveEvent> changed = [];
        foreach (var (item, some) in items.Zip(shared))
        {
            if (item.Room is not { } room)
                continue;
            var told = some.For(user);
            frames.AddRange(told);
            switch (ChangeOf(item, user, isTold: told.Count > 0))
            {
                case RoomChange.Appears when await Viewed(item, user) is { } view && (item.Data is RoomCreated || !IsPublic(view)):
                    frames.Add(JsonBytes.Of(new("RoomCreated", new(Body(view))), VirolaJsonContext.Default.RoomFrame));
                    break;
                case RoomChange.Leaves when await Viewed(item, user) is not { } view || !IsPublic(view):
                    frames.Add(JsonBytes.Of(new("RoomDeleted", new(room.Value)), VirolaJsonContext.Default.RoomDeletedFrame));
                    changed.RemoveAll(other => other.Room == room);
                    break;
                case not RoomChange.None:
                    changed.RemoveAll(other => other.Room == room);
                    changed.Add(item);
                    break;
            }
        }
        // Who has been removed since sees none: that follows.
        frames.AddRange((await Task.WhenAll(changed.Select(item => Viewed(item, user)))).OfType<ViewedRoom>().Select(Updated));
        return frames;
    }

    private Task<ViewedRoom?> Viewed(LiveEvent item, UserNumber user) => _rooms.Get(new(item.Tenant, item.Room!.Value, user));

    private static bool IsPublic(ViewedRoom view) => view.Room.Visibility == RoomVisibility.Public;

    /// <summary>What an event does to the room as this user sees it in his list.</summary>
    /// <param name="isTold">There is a frame of a message for him.</param>
    private static RoomChange ChangeOf(LiveEvent item, UserNumber user, bool isTold) => item.Data switch
    {
        // Of a private one nobody hears before he is added.
        RoomCreated => RoomChange.Appears,
        ParticipantsAdded e => e.Users.Contains(user) ? RoomChange.Appears : RoomChange.None,
        ParticipantsRemoved e => e.Users.Contains(user) ? RoomChange.Leaves : RoomChange.None,
        _ when item.IsBare => RoomChange.None,
        ModeratorGranted e => e.User == user ? RoomChange.Changes : RoomChange.None,
        ModeratorRevoked e => e.User == user ? RoomChange.Changes : RoomChange.None,
        MessagesSeen e => e.User == user || isTold ? RoomChange.Changes : RoomChange.None,
        MessagePosted or MessageDeleted or RoomUpdated or RoomAvatarSet or RoomArchived or RoomUnarchived or RoomPinned or RoomUnpinned => RoomChange.Changes,
        _ => RoomChange.None,
    };

    private static byte[] Updated(ViewedRoom view) => JsonBytes.Of(new("RoomUpdated", new(Body(view))), VirolaJsonContext.Default.RoomFrame);

    private static RoomBody Body(ViewedRoom view) => RoomRendering.Body(view.Room, view.Peer);

    private enum RoomChange
    {
        None,
        Appears,
        Changes,
        Leaves,
    }
}
