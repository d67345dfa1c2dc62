using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>POST reset_user_token</c>: ends every token of the user and gives one. A repeated request resets again, whatever its
/// Idempotency-Key: the first answer is kept nowhere.
/// </summary>
internal sealed class ResetUserToken(UserTokens tokens, RoomLists lists) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("user_id");
        if (call.Problem is { } problem)
            return problem;
        if (await lists.User(call, id) is not { } user)
            return QiscusErrors.UserNotFound(id);
        call.Http.Response.Headers.CacheControl = "no-store";
        var outcome = await tokens.Reset(user.Number, Actor.Server, call.Aside, call.Aborted);
        return outcome.Result is { } issued ? call.Answer(new(issued.Token), QiscusJsonContext.Default.EnvelopeTokenResults) : outcome.Refusal;
    }
}
