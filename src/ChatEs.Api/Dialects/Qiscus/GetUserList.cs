using System.Text.RegularExpressions;
using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET get_user_list</c>: all users of the app, deactivated ones too, the newest first.</summary>
internal sealed partial class GetUserList(UserQueries users, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var page = QiscusValues.Page(call, usual: 20, most: 100);
        var order = OrderQuery().Match(call.Text("order_query") ?? "created_at desc");
        if (!order.Success)
            call.Invalid("order_query", "Must be created_at or id, with asc or desc.");
        if (call.Problem is { } problem)
            return problem;

        var found = await users.Page(call.Tenant, page.Offset, page.Limit, ascending: !order.Groups["desc"].Success, call.Aborted);
        var urls = await signed.For(call.Http.Request);
        return call.Answer(
            new(new(found.Total, (found.Total + page.Limit - 1) / page.Limit), [.. found.Users.Select(user => Body(user, urls))]),
            QiscusJsonContext.Default.EnvelopeUserListResults);
    }

    /// <summary>The vendor passes it on to his database. Numbers are given in the order of registration, so both names sort alike.</summary>
    [GeneratedRegex(@"^\s*(created_at|id)(\s+(asc|(?<desc>desc)))?(\s+nulls\s+(first|last))?\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderQuery();

    private static ListedUserBody Body(UserView user, FileUrls urls) => new(
        user.SuspendedAt is null,
        urls.Of(user.Avatar) ?? "",
        QiscusValues.ExactTime(user.RegisteredAt),
        user.ExternalId,
        QiscusValues.ObjectOrNone(user.Extras) ?? QiscusValues.Nothing,
        user.Number.Value,
        user.Username,
        QiscusValues.ExactTime(user.ChangedAt ?? user.RegisteredAt),
        user.Username);
}
