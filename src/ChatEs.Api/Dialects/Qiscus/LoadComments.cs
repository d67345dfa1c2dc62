using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>GET load_comments</c>: newest first, page 1 being the newest. Pages move when somebody posts in between;
/// load_comments_with_range does not.
/// </summary>
internal sealed class LoadComments(MessageQueries messages, UserQueries users, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var page = QiscusValues.Page(call, usual: 20, most: 100);
        if (call.Problem is { } problem)
            return problem;
        if (await lists.NumberOf(call, id) is not { } room)
            return QiscusErrors.RoomNotFound(id);
        var found = await messages.PageFromNewest(call.Tenant, room, viewer: null, page.Offset, page.Limit, call.Aborted);
        return call.Answer(new(await CommentRendering.Bodies(call, found, users, signed)), QiscusJsonContext.Default.EnvelopeCommentsResults);
    }
}
