using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_unread_count</c>: of the rooms asked for those that the user is in; all of his where none is asked for.</summary>
internal sealed class GetUnreadCount(UnreadQueries unread, RoomQueries rooms, RoomLists lists) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("user_id");
        var (numbers, keys) = RoomIds.Of(call);
        if (call.Problem is { } problem)
            return problem;

        if (await lists.User(call, id) is not { Number: var user })
            return call.Answer(new([]), QiscusJsonContext.Default.EnvelopeUnreadResults);
        if (keys is not [])
            numbers = [.. (await rooms.Many(call.Tenant, numbers, keys, viewer: null, call.Aborted)).Select(room => room.Number)];
        else if (numbers is [])
            return Answer(call, await unread.OfUserLatestFirst(call.Tenant, user, call.Aborted));
        return Answer(call, await unread.OfRooms(call.Tenant, user, [.. numbers], call.Aborted));
    }

    private static QiscusProblem? Answer(QiscusCall call, IReadOnlyList<RoomUnread> counts) => call.Answer(
        new([.. counts.Select(count => new UnreadBody(count.Room.ToString(), count.Unread))]), QiscusJsonContext.Default.EnvelopeUnreadResults);
}
