using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Members;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_room_participants</c>: in the order of joining.</summary>
internal sealed class GetRoomParticipants(MemberQueries members, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var page = QiscusValues.Page(call, usual: 20, most: 100);
        if (call.Problem is { } problem)
            return problem;
        if (await lists.Find(call, id) is not { } room
            || await members.NumberedPage(call.Tenant, room.Number, page.Offset, page.Limit, call.Aborted) is not { } found)
        {
            return QiscusErrors.RoomNotFound(id);
        }

        var urls = await signed.For(call.Http.Request);
        return call.Answer(
            new([.. found.Members.Select(member => RoomRendering.Participant(member, urls))]), QiscusJsonContext.Default.EnvelopeParticipantsResults);
    }
}
