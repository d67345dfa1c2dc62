using ChatEs.Application.ReadModels.Receipts;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_user_unread_count</c>: over all rooms of each user, in the order asked; whom the app has not is left out.</summary>
internal sealed class GetUserUnreadCount(UnreadQueries unread, RoomLists lists) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var ids = call.UserIds("user_ids", fewest: 0);
        if (call.Problem is { } problem)
            return problem;
        var known = await lists.Known(call, ids);
        var counts = (await unread.TotalOfUsers(call.Tenant, [.. known.Select(user => user.Number)], call.Aborted))
            .ToDictionary(count => count.User, count => count.Unread);
        return call.Answer(
            new([.. known.Select(user => new UserUnreadBody(user.ExternalId, counts[user.Number]))]),
            QiscusJsonContext.Default.EnvelopeUserUnreadResults);
    }
}
