using ChatEs.Api.Auth;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>An error as FeathersJS names them.</summary>
internal sealed record ChatMessagesProblem(int Status, string Name, string ClassName, string Message)
{
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public TimeSpan? RetryAfter { get; init; }

    public static implicit operator ChatMessagesProblem?(Refusal? refusal) => refusal is null ? null : ChatMessagesErrors.Of(refusal);
}

/// <summary>The only place where this dialect says no.</summary>
internal static class ChatMessagesErrors
{
    public static readonly ChatMessagesProblem NoCredentials = NotAuthenticated("Send Authorization: Bearer with an API token.");
    public static readonly ChatMessagesProblem UnknownCredentials = NotAuthenticated("The API token is not known.");
    public static readonly ChatMessagesProblem WrongKind = Forbidden("Only a secret key or a user token opens this API.");
    public static readonly ChatMessagesProblem NameTheUser = BadRequest($"A secret key must name the account it acts for in {ActingUsers.Header}.");
    public static readonly ChatMessagesProblem RoomNotFound = NotFound("The room does not exist.");
    public static readonly ChatMessagesProblem MessageNotFound = NotFound("The message does not exist.");
    public static readonly ChatMessagesProblem NotAParticipant = Forbidden("The account is not a participant of the room.");

    public static ChatMessagesProblem Of(ActingFault fault) => fault switch
    {
        ActingFault.Unreadable => BadRequest($"{ActingUsers.Header} must name one account."),
        ActingFault.Unknown => BadRequest($"{ActingUsers.Header} names an account that is not registered."),
        ActingFault.AnotherUser => Forbidden($"A user token acts for its own account; {ActingUsers.Header} names another."),
        ActingFault.Suspended => Forbidden("The account is suspended."),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No problem."),
    };

    public static ChatMessagesProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Invalid => BadRequest(refusal.Message) with
        {
            Errors = refusal.Details.DistinctBy(OnTheWire).ToDictionary(OnTheWire, detail => detail.Message, StringComparer.Ordinal),
        },
        RefusalCode.RoomNotFound => RoomNotFound,
        RefusalCode.MessageNotFound => MessageNotFound,
        RefusalCode.UserNotFound or RefusalCode.FileNotFound => NotFound(refusal.Message),
        RefusalCode.NotAParticipant => NotAParticipant,
        RefusalCode.NotAllowed or RefusalCode.UserSuspended => Forbidden(refusal.Message),
        RefusalCode.IdempotencyMismatch => new(422, "Unprocessable", "unprocessable", refusal.Message),
        RefusalCode.FileTooLarge => new(413, "PayloadTooLarge", "payload-too-large", refusal.Message),
        RefusalCode.TooManyAttempts => new(429, "TooManyRequests", "too-many-requests", refusal.Message) { RetryAfter = refusal.RetryAfter },
        _ => new(409, "Conflict", "conflict", refusal.Message),
    };

    public static ChatMessagesProblem Of(JsonFault fault) => fault.Member is { } member
        ? Invalid(member, fault.Message)
        : BadRequest(fault.Message);

    public static ChatMessagesProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => NotFound("Page not found"),
        Failure.MethodNotAllowed => new(405, "MethodNotAllowed", "method-not-allowed", "This path does not know the method; Allow names those it knows."),
        Failure.BadRequest => BadRequest("The body broke off, or is no valid HTTP."),
        Failure.BodyTooLarge => new(413, "PayloadTooLarge", "payload-too-large", $"A body may have at most {ChatEsService.LargestBody} bytes."),
        Failure.TooManyRequests => new(429, "TooManyRequests", "too-many-requests", "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => new(503, "Unavailable", "unavailable", "The database does not answer; try again."),
        Failure.UnknownOutcome => new(504, "UnknownOutcome", "unknown-outcome", "The database went away in the middle: it may have been carried out. Repeat it with the same Idempotency-Key."),
        _ => new(500, "GeneralError", "general-error", "Something went wrong here. The log knows more under this request id."),
    };

    public static ChatMessagesProblem Invalid(string member, string message) =>
        BadRequest($"{member}: {message}") with { Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [member] = message } };

    public static Task Fail(HttpContext http, Failure failure) => Write(http, Of(failure));

    public static Task Write(HttpContext http, ChatMessagesProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.TellToWait(problem.RetryAfter);
        var body = new FeathersErrorBody(problem.Name, problem.Message, problem.Status, problem.ClassName, problem.Errors);
        Json.Write(http.Response, problem.Status, ChatMessagesCall.ContentType, body, ChatMessagesJsonContext.Default.FeathersErrorBody);
        return Task.CompletedTask;
    }

    private static ChatMessagesProblem BadRequest(string message) => new(400, "BadRequest", "bad-request", message);

    private static ChatMessagesProblem NotAuthenticated(string message) => new(401, "NotAuthenticated", "not-authenticated", message);

    private static ChatMessagesProblem Forbidden(string message) => new(403, "Forbidden", "forbidden", message);

    private static ChatMessagesProblem NotFound(string message) => new(404, "NotFound", "not-found", message);

    /// <summary>A command's member by the name it has on the wire.</summary>
    private static string OnTheWire(InvalidMember error) => error.Member switch
    {
        "ClaimedAt" => "createdAt",
        "Details.MediaUrl" => "media",
        _ => error.Member.Split('.')[^1] is { Length: > 0 } member ? char.ToLowerInvariant(member[0]) + member[1..] : error.Member,
    };
}
