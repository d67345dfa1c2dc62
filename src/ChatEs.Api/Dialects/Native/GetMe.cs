using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/me</c>: whom the credentials stand for.</summary>
internal sealed class GetMe(UserQueries users) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var user = call.User is { } number ? await users.ByNumber(call.Tenant, number, call.Aborted) : null;
        return call.Answer(
            StatusCodes.Status200OK, new(call.Tenant, call.Credential.KeyId, user is null ? null : Body(user)), NativeJsonContext.Default.MeBody);
    }

    internal static UserBody Body(UserView user) =>
        new(user.Number.Value, user.ExternalId, user.Username, user.RegisteredAt.UtcDateTime);
}
