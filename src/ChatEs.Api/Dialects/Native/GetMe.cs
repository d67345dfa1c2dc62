using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/me</c>: whom the credentials stand for.</summary>
internal sealed class GetMe(UserQueries users, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Whom the credentials stand for.")
        .AnsweringTagged(NativeJsonContext.Default.MeBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var user = call.User is { } number ? await users.ByNumber(call.Tenant, number, call.Aborted) : null;
        var files = await urls.For(call.Http.Request);
        return call.AnswerTagged(
            new(call.Tenant, call.Credential.KeyId, user is null ? null : UserRendering.Body(user, files)), NativeJsonContext.Default.MeBody);
    }
}
