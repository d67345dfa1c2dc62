using ChatEs.Application.ReadModels.ApiKeys;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/keys</c></summary>
internal sealed class ListKeys(ApiKeyQueries keys) : NativeOperation
{
    protected override Description Describe() => new Description("The tenant's API keys, revoked ones too; never their secrets.") { More = "Only a secret key that acts for no user." }
        .AnsweringTagged(NativeJsonContext.Default.KeysBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        var all = await keys.Of(call.Tenant, call.Aborted);
        return call.AnswerTagged(
            new([.. all.Select(key => new KeyBody(key.KeyId, NativeValues.Word(key.Kind), key.IssuedAt.UtcDateTime, key.RevokedAt?.UtcDateTime))]),
            NativeJsonContext.Default.KeysBody);
    }
}
