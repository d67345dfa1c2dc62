using ChatEs.Api.Auth;
using ChatEs.Api.Http;
using ChatEs.Application.Auditing;
using ChatEs.Application.Tenancy;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Credentials to caller: a key, which may name a user in a header, or a user's token; whichever the operation admits.</summary>
internal sealed class NativeAuth(Callers callers, ActingUsers users, RoomAuditor auditor, Tickets tickets)
{
    public const string DialectName = "native";
    public const string Ticket = "ticket";

    public async ValueTask<(NativeCall? Call, NativeProblem? Problem)> Admit(HttpContext http, string route, Admission admission)
    {
        var requestId = RequestHeaders.NameRequest(http);
        if (admission.TakesTickets && http.Request.Query[Ticket] is [{ } ticket])
            return await AdmitOnce(http, route, ticket, requestId);
        if (BearerSecret.Of(http.Request.Headers.Authorization) is not { } secret)
            return (null, NativeErrors.NoCredentials);
        if (await callers.Recognise(secret, http.RequestAborted) is not { } credential)
            return (null, NativeErrors.UnknownCredentials);
        if (!admission.Opens(credential))
            return (null, admission.Otherwise);
        if (!admission.NamesUsers && http.Request.Headers.ContainsKey(ActingUsers.Header))
            return (null, admission.ForNobody);

        await callers.Enter(http, credential.Tenant);
        var (user, fault) = await users.Find(http, credential, DialectName, admission.EvenSuspended);
        if (fault != ActingFault.None)
            return (null, NativeErrors.Of(fault));

        var call = new NativeCall(http, route, callers.For(credential, user, DialectName), credential, requestId);
        if (HttpMethods.IsPost(http.Request.Method))
            call.IdempotencyKey = IdempotencyKey(call, http.Request.Headers[RequestHeaders.IdempotencyKey]);
        return (call, null);
    }

    /// <summary>Whether the credential that a long call came with still opens it. A ticket was no older than a look when it was taken.</summary>
    public async ValueTask<bool> IsStillAdmitted(NativeCall call) =>
        !(call.User is { } user && callers.IsSuspended(user))
        && (BearerSecret.Of(call.Http.Request.Headers.Authorization) is not { } secret || await callers.Recognise(secret, call.Aborted) is not null);

    /// <summary>With the eyes of a user nobody looks at a time before he was registered: he is refused as he was then.</summary>
    public async ValueTask<NativeProblem?> AdmitToThePast(NativeCall call) =>
        call is { AsOf: { } sequence, User: { } viewer } && !await auditor.Knew(call.Tenant, viewer, sequence, call.Aborted)
            ? NativeErrors.Of(ActingFault.Unknown)
            : null;

    private async ValueTask<(NativeCall? Call, NativeProblem? Problem)> AdmitOnce(HttpContext http, string route, string ticket, string requestId)
    {
        if (await tickets.Take(ticket, http.RequestAborted) is not var (credential, user))
            return (null, NativeErrors.UnknownTicket);
        await callers.Enter(http, credential.Tenant);
        if (callers.IsSuspended(user))
            return (null, NativeErrors.Suspended);
        return (new NativeCall(http, route, callers.For(credential, user, DialectName), credential, requestId), null);
    }

    private static string? IdempotencyKey(NativeCall call, StringValues header)
    {
        if (!RequestHeaders.TryReadIdempotencyKey(header, out var key))
            call.Invalid(RequestHeaders.IdempotencyKey, "Must be 1 to 255 visible ASCII characters, given once.");
        return key;
    }
}
