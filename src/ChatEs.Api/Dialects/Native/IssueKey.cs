using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/keys</c></summary>
internal sealed class IssueKey(TenantAdministration administration) : NativeOperation
{
    protected override Description Describe() => new Description("Issues an API key.")
    {
        More = "Only a secret key that acts for no user. A secret is kept nowhere: the same request again gives another key, whatever its Idempotency-Key.",
    }
        .Taking(NativeJsonContext.Default.IssueKeyBody, """{"kind":"auditor"}""")
        .Answering(NativeJsonContext.Default.IssuedKeyBody, StatusCodes.Status201Created, "Issued; the secret is shown this once.");

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        if (await call.Body(NativeJsonContext.Default.IssueKeyBody) is not { } body)
            return call.Problem;
        var kind = NativeValues.OneOf<ApiKeyKind>(call, "kind", body.Kind, NativeValues.Word) ?? ApiKeyKind.Secret;
        if (call.Problem is { } problem)
            return problem;
        var outcome = await administration.IssueKey(call.Tenant, kind, call.Context, call.Aborted);
        return outcome.Result is { } key
            ? call.Answer(
                StatusCodes.Status201Created, new(key.KeyId, NativeValues.Word(key.Kind), key.Secret), NativeJsonContext.Default.IssuedKeyBody)
            : outcome.Refusal;
    }
}
