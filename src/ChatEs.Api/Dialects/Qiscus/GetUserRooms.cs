using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_user_rooms</c>: the room posted in last comes first. Who is not known has none.</summary>
internal sealed class GetUserRooms(RoomQueries rooms, AvatarQueries avatars, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    private const int MostRooms = 100;

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("user_id");
        var page = Page(call);
        var filter = Filter(call);
        var withParticipants = call.Flag("show_participants");
        if (call.Problem is { } problem)
            return problem;

        if (await lists.User(call, id) is not { Number: var user })
            return call.Answer(new(new(page.Number, 0), []), QiscusJsonContext.Default.EnvelopeUserRoomsResults);
        var found = await rooms.PageOfUser(call.Tenant, user, filter, page.Offset, page.Limit, call.Aborted);
        var urls = await signed.For(call.Http.Request);
        var participants = await lists.Participants(call, withParticipants, found.Rooms, urls);
        var singles = found.Rooms.Where(room => room.Kind == RoomKind.Single).Select(room => room.Number).ToList();
        var peers = singles is [] ? new Dictionary<Domain.RoomNumber, Domain.Avatar>() : await avatars.OfPeers(call.Tenant, user, singles, call.Aborted);
        return call.Answer(
            new(
                new(page.Number, found.Total),
                [.. found.Rooms.Select(room => RoomRendering.Body(room, urls, peers.GetValueOrDefault(room.Number), participants(room)))]),
            QiscusJsonContext.Default.EnvelopeUserRoomsResults);
    }

    /// <summary>
    /// The document says "maximum 20 data per page" and, of the limit, "maximum and default value is 100": it is 20 where
    /// only the page is given. Any limit that is not 1 to 100 is 100.
    /// </summary>
    private static QiscusPage Page(QiscusCall call)
    {
        var (page, limit) = (call.Number("page"), call.Number("limit"));
        return new(
            page is > 0 ? page.Value : 1,
            limit switch
            {
                >= 1 and <= MostRooms => (int)limit,
                null when page is not null => 20,
                _ => MostRooms,
            });
    }

    private static RoomFilter? Filter(QiscusCall call)
    {
        switch (call.Text("room_type"))
        {
            case null: return null;
            case "single": return new([RoomKind.Single]);
            case "group": return new([RoomKind.Group, RoomKind.Channel]);
            default:
                call.Invalid("room_type", "Must be single or group.");
                return null;
        }
    }
}
