using ChatEs.Api.Auth;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// Credentials to caller: the app's secret, which alone says whose rooms are meant. Old clients spell the headers with
/// underscores, newer ones with hyphens.
/// </summary>
internal sealed class QiscusAuth(Callers callers)
{
    private const string DialectName = "qiscus";

    private static readonly string[] SecretHeaders = ["QISCUS-SDK-SECRET", "QISCUS_SDK_SECRET"];
    private static readonly string[] AppHeaders = ["QISCUS-SDK-APP-ID", "QISCUS_SDK_APP_ID"];

    public async ValueTask<(Credential? Credential, QiscusProblem? Problem)> Recognise(HttpRequest request)
    {
        if (Single(request, SecretHeaders) is not { Length: > 0 } secret)
            return (null, QiscusErrors.NoSecret);
        if (await callers.Recognise(secret, request.HttpContext.RequestAborted) is not { Kind: ApiKeyKind.Secret } credential)
            return (null, QiscusErrors.UnknownSecret);
        // After the secret: without it nobody learns which apps there are.
        if (Single(request, AppHeaders) is { } app && app != credential.Tenant)
            return (null, QiscusErrors.OtherApp);
        await callers.Enter(request.HttpContext, credential.Tenant);
        return (credential, null);
    }

    /// <param name="actor">Whom the app acts for; null where the call names nobody who does it.</param>
    public Caller Caller(Credential credential, UserNumber? actor) => callers.For(credential, actor, DialectName);

    /// <returns>Null when there is no such header; "" when there are two that differ.</returns>
    private static string? Single(HttpRequest request, string[] spellings)
    {
        string? found = null;
        foreach (var spelling in spellings)
        {
            StringValues header = request.Headers[spelling];
            foreach (var value in header)
                found = found is null || found == value ? value : "";
        }
        return found;
    }
}
