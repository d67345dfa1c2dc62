using ChatEs.Api.Auth;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>One request of a user who is known.</summary>
/// <param name="CarriedOut">Told when a command was: what fails after that is no refusal.</param>
internal sealed record MeetingLawyersCall(Caller Caller, UserNumber User, string RequestId, string? IdempotencyKey, Action CarriedOut)
{
    public string Tenant => Caller.Tenant;

    public CommandContext Context => new(Caller, RequestId) { CarriedOut = CarriedOut };
}

/// <summary>
/// Credentials to caller. The Api-Key is the public id of a secret key and says which tenant; what proves something is its
/// secret, or an access token of the same tenant.
/// </summary>
internal sealed class MeetingLawyersAuth(ApiKeyIds keys, Callers callers, AccessTokens tokens)
{
    public const string DialectName = "meetinglawyers";
    public const string ApiKeyHeader = "Api-Key";
    public const string SecretKeyHeader = "Secret-Key";

    /// <summary>A user with his access token.</summary>
    public async ValueTask<(MeetingLawyersCall? Call, MeetingLawyersProblem? Problem)> Admit(HttpContext http)
    {
        var (headers, cancellation) = (http.Request.Headers, http.RequestAborted);
        var requestId = RequestHeaders.NameRequest(http);
        if (One(headers[ApiKeyHeader]) is not { } keyId)
            return (null, MeetingLawyersErrors.NoApiKey);
        if (!Validation.IsKeyId(keyId) || await keys.Find(keyId, cancellation) is not { Kind: ApiKeyKind.Secret } key)
            return (null, MeetingLawyersErrors.WrongApiKey);
        if (BearerSecret.Of(headers.Authorization) is not { } token
            || await tokens.Recognise(key.Tenant, token, cancellation) is not { } user)
        {
            return (null, MeetingLawyersErrors.WrongToken);
        }
        if (callers.IsSuspended(user))
            return (null, MeetingLawyersErrors.Suspended);
        await callers.Enter(http, key.Tenant);
        if (!RequestHeaders.TryReadIdempotencyKey(headers[RequestHeaders.IdempotencyKey], out var idempotencyKey))
            return (null, BadIdempotencyKey);
        var caller = callers.For(new Credential(key.Tenant, null, null, user), user, DialectName);
        return (new(caller, user, requestId, idempotencyKey, Failures.Noting(http)), null);
    }

    /// <summary>The integration itself with both of its keys.</summary>
    public async ValueTask<(CommandContext? Context, MeetingLawyersProblem? Problem)> AdmitServer(HttpContext http)
    {
        var headers = http.Request.Headers;
        var requestId = RequestHeaders.NameRequest(http);
        if (One(headers[ApiKeyHeader]) is not { } keyId)
            return (null, MeetingLawyersErrors.NoApiKey);
        if (One(headers[SecretKeyHeader]) is not { } secret)
            return (null, MeetingLawyersErrors.NoSecretKey);
        if (await callers.Recognise(secret, http.RequestAborted) is not { Kind: ApiKeyKind.Secret } key || key.KeyId != keyId)
            return (null, MeetingLawyersErrors.WrongKeys);
        await callers.Enter(http, key.Tenant);
        // Nothing is recorded under it: a token would have to be, and a second one does no harm. A key that is none is still said.
        return RequestHeaders.TryReadIdempotencyKey(headers[RequestHeaders.IdempotencyKey], out _)
            ? (new(callers.For(key, null, DialectName), requestId) { CarriedOut = Failures.Noting(http) }, null)
            : (null, BadIdempotencyKey);
    }

    private static readonly MeetingLawyersProblem BadIdempotencyKey =
        MeetingLawyersErrors.Malformed(RequestHeaders.IdempotencyKey, "must be 1 to 255 visible ASCII characters, given once");

    private static string? One(StringValues header) => header is [{ Length: > 0 } value] ? value : null;
}
