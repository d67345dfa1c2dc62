using ChatEs.Api.Auth;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Replay;
using ChatEs.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatEs.Api.Dialects.Native;

/// <summary>A problem as RFC 9457 has it. <paramref name="Code"/> is stable; the sentence may change.</summary>
internal sealed record NativeProblem(int Status, string Code, string Detail)
{
    public IReadOnlyList<InvalidMember> Errors { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public static implicit operator NativeProblem?(Refusal? refusal) => refusal is null ? null : NativeErrors.Of(refusal);
}

/// <summary>The only place where <c>/v1</c> says no.</summary>
internal static class NativeErrors
{
    public static readonly NativeProblem NoCredentials = Say(NativeCodes.Unauthorized, "Send Authorization: Bearer with a secret key or a user token.");
    public static readonly NativeProblem UnknownCredentials = Say(NativeCodes.Unauthorized, "The secret key or user token is not known.");
    public static readonly NativeProblem UnknownTicket = Say(NativeCodes.Unauthorized, "The ticket is not known: it opens one connection, within a minute.");
    public static readonly NativeProblem WrongKind = Say(NativeCodes.NotAllowed, "Only a secret key or a user token opens /v1.");
    public static readonly NativeProblem AuditorsOnly = Say(NativeCodes.NotAllowed, "Only an auditor key or a secret key opens the audit.");
    public static readonly NativeProblem AuditForNobody = Say(NativeCodes.NotAllowed, $"The audit is opened for no user: leave {ActingUsers.Header} out.");
    public static readonly NativeProblem AnalystsOnly = Say(NativeCodes.NotAllowed, "Only an analytics key or a secret key opens the reports.");
    public static readonly NativeProblem ReportsForNobody = Say(NativeCodes.NotAllowed, $"The reports are opened for no user: leave {ActingUsers.Header} out.");
    public static readonly NativeProblem PastForAuditorsOnly =
        Say(NativeCodes.NotAllowed, "Only an auditor key or a secret key looks at the past: a user must not read what was deleted.");
    public static readonly NativeProblem AnotherUser = Say(NativeCodes.NotAllowed, $"A user token acts for its own user; {ActingUsers.Header} names another.");
    public static readonly NativeProblem Suspended = Say(NativeCodes.UserSuspended, "The user is suspended.");
    public static readonly NativeProblem ServerOnly = Say(NativeCodes.NotAllowed, "Only a secret key may do this.");
    public static readonly NativeProblem OthersByServerOnly = Say(NativeCodes.NotAllowed, "A user sees and changes only himself; a secret key any user of its tenant.");
    public static readonly NativeProblem SystemByServerOnly = Say(NativeCodes.NotAllowed, "Only a secret key that acts for no user posts a system message.");
    public static readonly NativeProblem NameTheUser = BadHeader(ActingUsers.Header, "A secret key must name the user it acts for.");

    public static NativeProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Invalid => Say(NativeCodes.Invalid, refusal.Message) with { Errors = [.. refusal.Details.Select(OnTheWire)] },
        RefusalCode.RoomNotFound => Say(NativeCodes.RoomNotFound, refusal.Message),
        RefusalCode.MessageNotFound => Say(NativeCodes.MessageNotFound, refusal.Message),
        RefusalCode.UserNotFound => Say(NativeCodes.UserNotFound, refusal.Message),
        RefusalCode.TenantNotFound => Say(NativeCodes.TenantNotFound, refusal.Message),
        RefusalCode.FileNotFound => Say(NativeCodes.FileNotFound, refusal.Message),
        RefusalCode.ApiKeyNotFound => Say(NativeCodes.ApiKeyNotFound, refusal.Message),
        RefusalCode.WebhookNotFound => Say(NativeCodes.WebhookNotFound, refusal.Message),
        RefusalCode.DeliveryNotFound => Say(NativeCodes.DeliveryNotFound, refusal.Message),
        RefusalCode.UserSuspended => Say(NativeCodes.UserSuspended, refusal.Message),
        RefusalCode.SingleRoom => Say(NativeCodes.SingleRoom, refusal.Message),
        RefusalCode.RoomArchived => Say(NativeCodes.RoomArchived, refusal.Message),
        RefusalCode.NotAllowed => Say(NativeCodes.NotAllowed, refusal.Message),
        RefusalCode.NotAParticipant => Say(NativeCodes.NotAParticipant, refusal.Message),
        RefusalCode.AlreadyTaken => Say(NativeCodes.AlreadyTaken, refusal.Message),
        RefusalCode.Conflict => Say(NativeCodes.Conflict, refusal.Message),
        RefusalCode.IdempotencyMismatch => Say(NativeCodes.IdempotencyMismatch, refusal.Message),
        RefusalCode.LimitReached => Say(NativeCodes.LimitReached, refusal.Message),
        RefusalCode.FileTooLarge => Say(NativeCodes.FileTooLarge, refusal.Message),
        RefusalCode.WrongPassword => Say(NativeCodes.WrongPassword, refusal.Message),
        RefusalCode.TooManyAttempts => Say(NativeCodes.TooManyAttempts, refusal.Message) with { RetryAfter = refusal.RetryAfter },
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Code, "No status for this refusal."),
    };

    public static NativeProblem Invalid(IReadOnlyList<InvalidMember> errors) =>
        Say(NativeCodes.Invalid, string.Join(' ', errors.Select(error => $"{error.Member}: {error.Message}"))) with { Errors = errors };

    public static NativeProblem Of(JsonFault fault) => fault.Member is { } member
        ? Invalid([new(member, fault.Message)])
        : Say(NativeCodes.InvalidJson, fault.Message);

    public static NativeProblem Of(ActingFault fault) => fault switch
    {
        ActingFault.Unreadable => BadHeader(ActingUsers.Header, "Must name one user, in UTF-8, percent-encoded or not."),
        ActingFault.AnotherUser => AnotherUser,
        ActingFault.Suspended => Suspended,
        _ => Say(NativeCodes.UserNotFound, $"Nobody is registered by the name in {ActingUsers.Header}."),
    };

    public static NativeProblem Busy(TooManyShadowsException busy) => Busy(busy.Message);

    public static NativeProblem Busy(string message) =>
        Say(NativeCodes.Unavailable, message) with { RetryAfter = TimeSpan.FromSeconds(5) };

    public static NativeProblem NobodyThen(string id) => Say(NativeCodes.UserNotFound, $"Unknown user: '{id}'.");

    public static NativeProblem BadHeader(string header, string message) => Invalid([new(header, message)]);

    public static NativeProblem EventNotFound(long sequence) =>
        Say(NativeCodes.EventNotFound, $"The tenant has no event {sequence}, or no checkpoint of that size covers it.");

    public static NativeProblem CheckpointNotFound(long? size) =>
        Say(NativeCodes.CheckpointNotFound, size is null ? "There is no checkpoint yet." : $"There is no checkpoint of {size} events.");

    public static NativeProblem LogTampered(string problem) => Say(NativeCodes.LogTampered, $"The log is not what was signed: {problem}.");

    public static NativeProblem ReportNotFound(string name) => Say(NativeCodes.ReportNotFound, $"There is no report '{name}'; GET /v1/analytics lists them.");

    public static NativeProblem NotAcceptable(params IReadOnlyList<string> types) =>
        Say(NativeCodes.NotAcceptable, $"The answer comes as {string.Join(" or ", types)}, and Accept allows neither.");

    public static NativeProblem TimedOut(string message) => Say(NativeCodes.TimedOut, message);

    public static NativeProblem RoomNotFound(RoomNumber room) => Say(NativeCodes.RoomNotFound, $"There is no room {room}.");

    public static NativeProblem Archived(RoomNumber room) => Say(NativeCodes.RoomArchived, $"Room {room} is archived.");

    public static NativeProblem RoomNotFound(string key) => Say(NativeCodes.RoomNotFound, $"There is no room with the key '{key}'.");

    public static NativeProblem WebhookNotFound(string webhook) => Say(NativeCodes.WebhookNotFound, $"There is no webhook {webhook}.");

    public static NativeProblem MessageNotFound(RoomNumber room, MessageNumber number) =>
        Say(NativeCodes.MessageNotFound, $"There is no message {number} in room {room}.");

    public static NativeProblem MessageNotFound(Guid id) => Say(NativeCodes.MessageNotFound, $"There is no message {id}.");

    public static NativeProblem UserNotFound(UserNumber user) => Say(NativeCodes.UserNotFound, $"There is no user {user}.");

    public static NativeProblem FileNotFound(FileNumber file) => Say(NativeCodes.FileNotFound, $"There is no file {file}.");

    public static NativeProblem AvatarNotFound(string whose) => Say(NativeCodes.AvatarNotFound, $"{whose} has no avatar.");

    /// <summary>It does not say which room, nor of what kind: the caller may not be allowed to know.</summary>
    public static NativeProblem RoomExists(string? key) => Say(NativeCodes.RoomExists, $"The key '{key}' is another room's.");

    public static Task Fail(HttpContext http, Failure failure) => Write(http, Of(failure));

    public static NativeProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => Say(NativeCodes.NotFound, "There is no such path."),
        Failure.MethodNotAllowed => Say(NativeCodes.MethodNotAllowed, "This path does not know the method; Allow names those it knows."),
        Failure.BadRequest => Invalid([new("body", "The body broke off, or is no valid HTTP.")]),
        Failure.PreconditionFailed => Say(NativeCodes.PreconditionFailed, "The file is not the one that If-Match asks for."),
        Failure.RangeNotSatisfiable => Say(NativeCodes.RangeNotSatisfiable, "The file has not so many bytes; Content-Range says how many."),
        Failure.BodyTooLarge => Say(NativeCodes.BodyTooLarge, $"A body may have at most {ChatEsService.LargestBody} bytes."),
        Failure.TooManyRequests => Say(NativeCodes.TooManyRequests, "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => Say(NativeCodes.Unavailable, "The database does not answer; try again."),
        Failure.UnknownOutcome => Say(NativeCodes.UnknownOutcome, "The database went away in the middle: it may have been carried out. Repeat it with the same Idempotency-Key."),
        _ => Say(NativeCodes.InternalError, "Something went wrong here. The log knows more under this request id."),
    };

    public static Task Write(HttpContext http, NativeProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.TellToWait(problem.RetryAfter);
        var body = new ProblemBody(
            ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Code, problem.Detail,
            problem.Errors is [] ? null : problem.Errors.Select(error => new ErrorBody(error.Member, error.Message)).ToList(),
            http.Response.Headers[RequestHeaders.RequestId]);
        Json.Write(http.Response, problem.Status, "application/problem+json", body, NativeJsonContext.Default.ProblemBody);
        return Task.CompletedTask;
    }

    private static NativeProblem Say(string code, string detail) => new(NativeCodes.Status(code), code, detail);

    /// <summary>A command's member by the name it has on the wire.</summary>
    private static InvalidMember OnTheWire(InvalidMember error)
    {
        // The details of a message stand beside its text.
        var member = error.Member[(error.Member.LastIndexOf('.') + 1)..];
        return error with { Member = member is "ExternalId" ? "id" : char.ToLowerInvariant(member[0]) + member[1..] };
    }
}
