using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>The vendor documents statuses and no body; <paramref name="Code"/> is ours and stable, the sentence may change.</summary>
internal sealed record MeetingLawyersProblem(int Status, string Code, string Message);

/// <summary>The only place where this dialect says no.</summary>
internal static class MeetingLawyersErrors
{
    public static readonly MeetingLawyersProblem NoApiKey = Malformed(MeetingLawyersAuth.ApiKeyHeader, "is missing");
    public static readonly MeetingLawyersProblem NoSecretKey = Malformed(MeetingLawyersAuth.SecretKeyHeader, "is missing");
    public static readonly MeetingLawyersProblem WrongApiKey = new(401, "unauthorized", "The Api-Key is not known.");
    public static readonly MeetingLawyersProblem WrongKeys = new(401, "unauthorized", "The Api-Key or the Secret-Key is not known.");
    public static readonly MeetingLawyersProblem WrongToken = new(401, "unauthorized", "The access token is missing, unknown or has expired.");
    public static readonly MeetingLawyersProblem Suspended = new(403, "user_suspended", "The user is suspended.");
    public static readonly MeetingLawyersProblem NotInRoom = new(403, "forbidden", "The user is not in the room.");
    public static readonly MeetingLawyersProblem RoomNotFound = new(404, "room_not_found", "There is no such room.");
    public static readonly MeetingLawyersProblem PivotNotFound = new(404, "message_not_found", "There is no message in the room with the id of the pivot.");

    /// <summary>The same to the letter whatever the other message is, and wherever it stands.</summary>
    public static readonly MeetingLawyersProblem MessageIdTaken = new(409, "message_id_taken", "The message_id belongs to another message.");

    public static MeetingLawyersProblem Malformed(string name, string what) => new(400, "malformed", $"{name} {what}.");

    /// <summary>Bad JSON is 406 in the vendor's list, what is wrong in good JSON is 400.</summary>
    public static MeetingLawyersProblem Of(JsonFault fault) => fault.IsSyntax
        ? new(406, "invalid_payload", fault.Message)
        : new(400, "malformed", fault.Member is { } member ? $"{member}: {fault.Message}" : fault.Message);

    public static MeetingLawyersProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.RoomNotFound => RoomNotFound,
        RefusalCode.AlreadyTaken => MessageIdTaken,
        RefusalCode.UserSuspended => Suspended,
        RefusalCode.UserNotFound => new(404, "user_not_found", refusal.Message),
        RefusalCode.MessageNotFound or RefusalCode.FileNotFound or RefusalCode.TenantNotFound or RefusalCode.ApiKeyNotFound
            or RefusalCode.WebhookNotFound or RefusalCode.DeliveryNotFound =>
            new(404, "not_found", refusal.Message),
        RefusalCode.NotAParticipant or RefusalCode.NotAllowed or RefusalCode.SingleRoom or RefusalCode.WrongPassword =>
            new(403, "forbidden", refusal.Message),
        RefusalCode.RoomArchived => new(403, "room_archived", refusal.Message),
        RefusalCode.FileTooLarge => new(413, "too_large", refusal.Message),
        RefusalCode.TooManyAttempts => new(429, "too_many_attempts", refusal.Message),
        RefusalCode.Conflict or RefusalCode.LimitReached => new(409, "conflict", refusal.Message),
        _ => new(400, "malformed", refusal.Message),
    };

    public static MeetingLawyersProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => new(404, "not_found", "There is no such path."),
        Failure.MethodNotAllowed => new(405, "method_not_allowed", "This path does not know the method."),
        Failure.BadRequest => new(400, "malformed", "The body broke off, or is no valid HTTP."),
        Failure.BodyTooLarge => new(413, "too_large", "The body is too large."),
        Failure.TooManyRequests => new(429, "too_many_requests", "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => new(503, "unavailable", "The service is not available at the moment; try again."),
        Failure.UnknownOutcome => new(504, "unknown_outcome", "The database went away in the middle: it may have been carried out. Repeat it with the same message_id."),
        _ => new(500, "internal", "The request failed; the service's log says why."),
    };

    public static Task Fail(HttpContext http, Failure failure)
    {
        if (!http.Response.Headers.ContainsKey(RequestHeaders.RequestId))
            RequestHeaders.NameRequest(http);
        return Write(http, Of(failure));
    }

    public static Task Write(HttpContext http, MeetingLawyersProblem problem)
    {
        Json.Write(
            http.Response, problem.Status, "application/json", new ErrorBody(new(problem.Code, problem.Message)), MeetingLawyersJson.Default.ErrorBody);
        return Task.CompletedTask;
    }
}
