using ChatEs.Api.Files;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>GET user_profile</c></summary>
internal sealed class UserProfile(RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("user_id");
        if (call.Problem is { } problem)
            return problem;
        return await lists.User(call, id) is { } user
            ? call.Answer(new(RoomRendering.User(user, await signed.For(call.Http.Request))), QiscusJsonContext.Default.EnvelopeUserResults)
            : QiscusErrors.UserNotFound(id);
    }
}
