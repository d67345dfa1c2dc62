using ChatEs.Api.Auth;
using ChatEs.Api.Http;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>Credentials to tenant: a secret key sees every room of its tenant, and there is no user on this wire.</summary>
internal sealed class RoomlioAuth(Callers callers)
{
    public async ValueTask<(string? Tenant, RoomlioProblem? Problem)> Admit(HttpContext http)
    {
        RequestHeaders.NameRequest(http);
        if (BearerSecret.Of(http.Request.Headers.Authorization) is not { } secret)
            return (null, RoomlioErrors.NoCredentials);
        if (await callers.Recognise(secret, http.RequestAborted) is not { } credential)
            return (null, RoomlioErrors.UnknownCredentials);
        if (credential.KeyId is null || credential.Kind != ApiKeyKind.Secret)
            return (null, RoomlioErrors.WrongKind);
        await callers.Enter(http, credential.Tenant);
        // The call changes nothing, so doing it again is no harm and nothing is recorded; a key that is none is still said.
        return RequestHeaders.TryReadIdempotencyKey(http.Request.Headers[RequestHeaders.IdempotencyKey], out _)
            ? (credential.Tenant, null)
            : (null, RoomlioErrors.BadIdempotencyKey);
    }
}
