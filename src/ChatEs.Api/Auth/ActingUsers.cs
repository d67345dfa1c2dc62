using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Auth;

internal enum ActingFault
{
    None,
    /// <summary>The header names no one user.</summary>
    Unreadable,
    /// <summary>A user's token came with the name of another user, or of nobody: which of the two is not told.</summary>
    AnotherUser,
    /// <summary>Nobody is registered by that name.</summary>
    Unknown,
    Suspended,
}

/// <summary>Whom a request is for, where a server key may name a user in a header: the same in every dialect that has it.</summary>
internal sealed class ActingUsers(Callers callers, UserDirectory directory)
{
    public const string Header = "X-ChatEs-User";

    /// <param name="evenSuspended">Whether it may be a user who does nothing any more: where the past is looked at.</param>
    /// <returns>The user of the token, or whom the key names; null with no fault for a key that names nobody.</returns>
    public async ValueTask<(UserNumber? User, ActingFault Fault)> Find(
        HttpContext http, Credential credential, string dialect, bool evenSuspended = false)
    {
        var (user, fault) = await Named(http, credential, dialect);
        return !evenSuspended && callers.IsSuspended(user) ? (null, ActingFault.Suspended) : (user, fault);
    }

    private async ValueTask<(UserNumber? User, ActingFault Fault)> Named(HttpContext http, Credential credential, string dialect)
    {
        var header = http.Request.Headers[Header];
        if (header.Count == 0)
            return (credential.User, ActingFault.None);
        if (NameIn(header) is not { } externalId)
            return (null, ActingFault.Unreadable);

        var found = directory.Known(credential.Tenant, externalId);
        if (found is null)
        {
            var context = new CommandContext(callers.For(credential, credential.User, dialect), http.Response.Headers[RequestHeaders.RequestId]);
            // Only a post registers by naming: reading changes nothing.
            var mayRegister = credential.KeyId is not null && HttpMethods.IsPost(http.Request.Method);
            found = (await directory.Resolve([externalId], mayRegister, context, http.RequestAborted)).Result?.Users[0];
        }
        return (found, credential.User) switch
        {
            ({ } user, null) => (user, ActingFault.None),
            ({ } user, { } own) when user == own => (user, ActingFault.None),
            (_, not null) => (null, ActingFault.AnotherUser),
            _ => (null, ActingFault.Unknown),
        };
    }

    /// <summary>In UTF-8, percent-encoded or not. A percent sign that begins no valid UTF-8 stands for itself.</summary>
    private static string? NameIn(StringValues header) =>
        header is [{ } value] && Uri.UnescapeDataString(value) is var id && Validation.IsExternalId(id) ? id : null;
}
