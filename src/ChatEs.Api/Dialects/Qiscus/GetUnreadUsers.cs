using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_unread_users</c>: who has something unread, of the time where one is given.</summary>
internal sealed class GetUnreadUsers(UnreadQueries unread, UserQueries users) : QiscusOperation
{
    private const int MostUsers = 100;

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var (number, limit) = (call.Number("page"), call.Number("limit"));
        var page = new QiscusPage(number is > 0 ? number.Value : 1, limit is >= 1 and <= MostUsers ? (int)limit : MostUsers);
        var since = QiscusValues.TimeOf(call, "start_time");
        var until = QiscusValues.TimeOf(call, "end_time");
        if (call.Problem is { } problem)
            return problem;

        var found = await unread.UsersWithUnread(call.Tenant, page.Offset, page.Limit, since, until, call.Aborted);
        var views = await users.ByNumbers(call.Tenant, [.. found.Users], call.Aborted);
        return call.Answer(new([.. views.Select(user => user.ExternalId)]), QiscusJsonContext.Default.EnvelopeUserIdsResults);
    }
}
