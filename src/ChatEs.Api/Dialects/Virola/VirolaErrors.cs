using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

internal sealed record VirolaProblem(int Status, string Text)
{
    public TimeSpan? RetryAfter { get; init; }

    public static implicit operator VirolaProblem?(Refusal? refusal) => refusal is null ? null : VirolaErrors.Of(refusal);
}

/// <summary>
/// The only place where this dialect says no. The vendor's client logs its user out at any 401: what somebody may not do is
/// 403 or 404.
/// </summary>
internal static class VirolaErrors
{
    public static readonly VirolaProblem NoCredentials = new(401, "The Authorization HTTP-header or VirolaUserSessionId cookie expected");
    public static readonly VirolaProblem UnknownCredentials = new(401, "Wrong Bearer, please renew Web API Access Token");
    public static readonly VirolaProblem WrongPassword = new(401, "The username or password is invalid.");
    public static readonly VirolaProblem Suspended = new(403, "The user is suspended.");
    public static readonly VirolaProblem RoomNotFound = new(404, "Room not found");
    public static readonly VirolaProblem UserNotFound = new(404, "User not found");
    public static readonly VirolaProblem MessageNotFound = new(404, "Message not found");
    public static readonly VirolaProblem AttachmentNotFound = new(404, "Attachment not found");
    public static readonly VirolaProblem AvatarNotFound = new(404, "Avatar not found");
    public static readonly VirolaProblem NoContent = new(400, "content: A text is expected.");
    public static readonly VirolaProblem NoFiles = new(400, "A multipart/form-data body with one or more files under the name files is expected.");
    public static readonly VirolaProblem TooManyFiles = new(400, $"At most {Validation.MostFiles} files can be sent at once.");
    public static readonly VirolaProblem BrokenMultipart = new(400, "The multipart/form-data body is broken or cut off.");
    public static readonly VirolaProblem NoWebSocket = new(426, "This call is a WebSocket: an upgrade of version 13 is expected.");
    public static readonly VirolaProblem ForeignOrigin = new(403, "A page of another origin may not use the user's cookie.");
    public static readonly VirolaProblem BadIdempotencyKey = new(400, $"{RequestHeaders.IdempotencyKey}: 1 to 255 visible ASCII characters are expected, once.");

    public static VirolaProblem BadQuery(string name, string expected) => new(400, $"{name}: {expected}");

    /// <param name="refusal">About a message or what is attached to it, its own room's not being there says that the message is not.</param>
    public static VirolaProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Invalid => new(400, refusal.Message),
        RefusalCode.RoomNotFound => RoomNotFound,
        RefusalCode.MessageNotFound => MessageNotFound,
        RefusalCode.UserNotFound => UserNotFound,
        RefusalCode.FileNotFound => AttachmentNotFound,
        RefusalCode.NotAllowed or RefusalCode.NotAParticipant => new(403, refusal.Message),
        RefusalCode.UserSuspended => Suspended,
        RefusalCode.IdempotencyMismatch => new(422, refusal.Message),
        RefusalCode.FileTooLarge => new(413, refusal.Message),
        RefusalCode.WrongPassword => WrongPassword,
        RefusalCode.TooManyAttempts => new(429, refusal.Message) { RetryAfter = refusal.RetryAfter },
        _ => new(409, refusal.Message),
    };

    /// <summary>As <see cref="Of(Refusal)"/>, where the room was not named: a message in a room that is not there is not there.</summary>
    public static VirolaProblem? OfMessage(Refusal? refusal) => refusal?.Code == RefusalCode.RoomNotFound ? MessageNotFound : refusal;

    public static VirolaProblem Of(JsonFault fault) => new(400, fault.Member is { } member ? $"{member}: {fault.Message}" : fault.Message);

    public static VirolaProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => new(404, "There is no such call."),
        Failure.MethodNotAllowed => new(405, "This call does not know the method; Allow names those it knows."),
        Failure.BadRequest => new(400, "The body broke off, or is no valid HTTP."),
        Failure.PreconditionFailed => new(412, "The file is another than If-Match asks for."),
        Failure.RangeNotSatisfiable => new(416, "The file has not so many bytes."),
        Failure.BodyTooLarge => new(413, "The body is too large."),
        Failure.TooManyRequests => new(429, "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => new(503, "The database does not answer; try again."),
        Failure.UnknownOutcome => new(504, "The database went away in the middle: it may have been carried out. Repeat it with the same Idempotency-Key."),
        _ => new(500, "Something went wrong here. The log knows more under this request id."),
    };

    public static Task Fail(HttpContext http, Failure failure) => Write(http, Of(failure));

    public static Task Write(HttpContext http, VirolaProblem problem)
    {
        http.Response.TellToWait(problem.RetryAfter);
        Json.Write(http.Response, problem.Status, VirolaCall.ContentType, new(problem.Text, problem.Status), VirolaJsonContext.Default.ErrorBody);
        return Task.CompletedTask;
    }
}
