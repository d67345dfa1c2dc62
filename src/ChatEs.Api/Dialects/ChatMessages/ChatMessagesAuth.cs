using ChatEs.Api.Auth;
using ChatEs.Api.Http;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>Credentials to caller: a user's token is the account, and a secret key names one. Everything here is done by an account.</summary>
internal sealed class ChatMessagesAuth(Callers callers, ActingUsers acting)
{
    public const string DialectName = "chat-messages";

    public async ValueTask<(ChatMessagesCall? Call, ChatMessagesProblem? Problem)> Admit(HttpContext http, string route)
    {
        var requestId = RequestHeaders.NameRequest(http);
        if (BearerSecret.Of(http.Request.Headers.Authorization) is not { } secret)
            return (null, ChatMessagesErrors.NoCredentials);
        if (await callers.Recognise(secret, http.RequestAborted) is not { } credential)
            return (null, ChatMessagesErrors.UnknownCredentials);
        if (credential.KeyId is not null && credential.Kind != ApiKeyKind.Secret)
            return (null, ChatMessagesErrors.WrongKind);
        await callers.Enter(http, credential.Tenant);

        var (user, fault) = await acting.Find(http, credential, DialectName);
        if (fault != ActingFault.None)
            return (null, ChatMessagesErrors.Of(fault));
        if (user is not { } account)
            return (null, ChatMessagesErrors.NameTheUser);

        string? key = null;
        if (HttpMethods.IsPost(http.Request.Method) && !RequestHeaders.TryReadIdempotencyKey(http.Request.Headers[RequestHeaders.IdempotencyKey], out key))
            return (null, ChatMessagesErrors.Invalid(RequestHeaders.IdempotencyKey, "Must be 1 to 255 visible ASCII characters, given once."));
        return (new(http, route, callers.For(credential, account, DialectName), account, requestId, key), null);
    }
}
