using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/keys/{key}</c></summary>
internal sealed class RevokeKey(TenantAdministration administration) : NativeOperation
{
    protected override Description Describe() => new Description("Revokes an API key.")
    {
        More = "Only a secret key that acts for no user. Every process refuses the key within a second; its id is never given again.",
    }
        .AnsweringNothing()
        .Refusing(NativeCodes.ApiKeyNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        if (call.Route("key") is not { } key || !Validation.IsKeyId(key))
        {
            call.Invalid("key", "Must be the id of a key: 1 to 63 of the characters A-Z, a-z, 0-9, _ and -.");
            return call.Problem;
        }
        if (call.Problem is { } problem)
            return problem;
        var outcome = await administration.RevokeKey(call.Tenant, key, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
