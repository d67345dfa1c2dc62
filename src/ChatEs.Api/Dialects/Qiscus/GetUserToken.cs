using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>GET get_user_token</c>: a fresh token each time, beside those that the user has. The service keeps no token that it
/// could show again.
/// </summary>
internal sealed class GetUserToken(Credentials credentials, RoomLists lists) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("user_id");
        if (call.Problem is { } problem)
            return problem;
        if (await lists.User(call, id) is not { } user)
            return QiscusErrors.UserNotFound(id);
        if (user.SuspendedAt is not null)
            return QiscusErrors.Deactivated(id);
        call.Http.Response.Headers.CacheControl = "no-store";
        var token = await credentials.IssueUserToken(call.Tenant, user.Number, call.Aborted);
        return call.Answer(new(token), QiscusJsonContext.Default.EnvelopeTokenResults);
    }
}
