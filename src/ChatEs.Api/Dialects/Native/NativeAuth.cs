using ChatEs.Api.Auth;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Credentials to caller: a server key, which may name a user in a header, or a user's token.</summary>
internal sealed class NativeAuth(Callers callers, UserDirectory directory)
{
    public const string DialectName = "native";
    public const string UserHeader = "X-ChatEs-User";
    public const string RequestIdHeader = "X-Request-Id";
    public const string IdempotencyHeader = "Idempotency-Key";

    private const int LongestRequestId = 128;
    private const int LongestIdempotencyKey = 255;

    public async ValueTask<(NativeCall? Call, NativeProblem? Problem)> Admit(HttpContext http, string route)
    {
        var requestId = RequestId(http.Request.Headers[RequestIdHeader]);
        http.Response.Headers[RequestIdHeader] = requestId;

        if (BearerSecret.Of(http.Request.Headers.Authorization) is not { } secret)
            return (null, NativeErrors.NoCredentials);
        if (await callers.Recognise(secret, http.RequestAborted) is not { } credential)
            return (null, NativeErrors.UnknownCredentials);
        if (credential.KeyId is not null && credential.Kind != ApiKeyKind.Secret)
            return (null, NativeErrors.WrongKind);

        var (user, problem) = await ActsFor(http, credential, requestId);
        if (problem is not null)
            return (null, problem);
        if (callers.IsSuspended(user))
            return (null, NativeErrors.Suspended);

        var call = new NativeCall(http, route, callers.For(credential, user, DialectName), credential, requestId);
        if (HttpMethods.IsPost(http.Request.Method))
            call.IdempotencyKey = IdempotencyKey(call, http.Request.Headers[IdempotencyHeader]);
        return (call, null);
    }

    private async ValueTask<(UserNumber? User, NativeProblem? Problem)> ActsFor(HttpContext http, Credential credential, string requestId)
    {
        var header = http.Request.Headers[UserHeader];
        if (header.Count == 0)
            return (credential.User, null);
        if (UserNamed(header) is not { } externalId)
            return (null, NativeErrors.BadHeader(UserHeader, "Must name one user, in UTF-8, percent-encoded or not."));
        if (directory.Known(credential.Tenant, externalId) is { } known)
            return credential.User is { } own && own != known ? (null, NativeErrors.AnotherUser) : (known, null);

        var context = new CommandContext(callers.For(credential, credential.User, DialectName), requestId);
        // Only a post registers by naming: reading changes nothing.
        var mayRegister = credential.KeyId is not null && HttpMethods.IsPost(http.Request.Method);
        var found = await directory.Resolve([externalId], mayRegister, context, http.RequestAborted);
        return (found.Result?.Users[0], credential.User) switch
        {
            ({ } user, null) => (user, null),
            ({ } user, { } own) when user == own => (user, null),
            // Also who is not registered is another user: a token learns nothing about who is.
            (_, not null) => (null, NativeErrors.AnotherUser),
            _ => (null, NativeErrors.Of(found.Refusal!)),
        };
    }

    /// <summary>A percent sign that begins no valid UTF-8 stands for itself.</summary>
    private static string? UserNamed(StringValues header) =>
        header is [{ } value] && Uri.UnescapeDataString(value) is var id && Validation.IsExternalId(id) ? id : null;

    /// <summary>The caller's own where it can be logged and stored as it is, else a new one.</summary>
    private static string RequestId(StringValues header) =>
        header is [{ Length: > 0 and <= LongestRequestId } value] && IsVisibleAscii(value) ? value : Guid.CreateVersion7().ToString("n");

    private static string? IdempotencyKey(NativeCall call, StringValues header)
    {
        if (header.Count == 0)
            return null;
        if (header is [{ Length: > 0 and <= LongestIdempotencyKey } value] && IsVisibleAscii(value))
            return value;
        call.Invalid(IdempotencyHeader, "Must be 1 to 255 visible ASCII characters, given once.");
        return null;
    }

    private static bool IsVisibleAscii(string value) => !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
