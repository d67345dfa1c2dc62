using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET load_comments_with_range</c>: the comments from one to another, both included, oldest first.</summary>
internal sealed class LoadCommentsWithRange(MessageQueries messages, UserQueries users, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    private const int MostComments = 100;

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var (first, last) = (Comment(call, "first_comment_id"), Comment(call, "last_comment_id"));
        if (call.Problem is { } problem)
            return problem;
        if (await lists.NumberOf(call, id) is not { } room)
            return QiscusErrors.RoomNotFound(id);
        var (from, to) = (In(room, first), In(room, last));
        if (to < from)
            return Answer(call, []);

        // Numbers are dense, so that no more than these can lie between; what was deleted lets later ones in at the end.
        var limit = (int)Math.Min(to - from + 1, MostComments);
        var page = await messages.Page(
            call.Tenant, room, viewer: null, new PageRequest.After(new MessageNumber(from - 1), limit), call.Aborted);
        return Answer(
            call,
            await CommentRendering.Bodies(call, [.. page!.Messages.Where(message => message.Number.Value <= to)], users, signed));
    }

    /// <summary>Ids rise over all rooms: one of an earlier room lies before every comment of this one.</summary>
    private static long In(RoomNumber room, long id) =>
        Math.Clamp(id, new MessageNumber(0).IdIn(room), new MessageNumber(MessageNumber.Max).IdIn(room)) & MessageNumber.Max;

    private static long Comment(QiscusCall call, string name)
    {
        if (call.Required(name) is { Length: > 0 } && call.Number(name) is { } id and > 0)
            return id;
        if (call.Problem is null)
            call.Invalid(name, "Must be the id of a comment.");
        return 0;
    }

    private static QiscusProblem? Answer(QiscusCall call, IReadOnlyList<CommentBody> comments) =>
        call.Answer(new(comments), QiscusJsonContext.Default.EnvelopeCommentsResults);
}
