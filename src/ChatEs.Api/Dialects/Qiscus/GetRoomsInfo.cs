using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_rooms_info</c>: in the order asked, ids first, then channel ids; what the app has not is left out.</summary>
internal sealed class GetRoomsInfo(RoomQueries rooms, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var (numbers, keys) = RoomIds.Of(call);
        var withParticipants = call.Flag("show_participants");
        if (call.Problem is { } problem)
            return problem;

        var found = await rooms.Many(call.Tenant, numbers, keys, viewer: null, call.Aborted);
        var urls = await signed.For(call.Http.Request);
        var participants = await lists.Participants(call, withParticipants, found, urls);
        return call.Answer(
            new([.. found.Select(room => RoomRendering.Body(room, urls, peer: null, participants(room)))]),
            QiscusJsonContext.Default.EnvelopeRoomsResults);
    }
}
