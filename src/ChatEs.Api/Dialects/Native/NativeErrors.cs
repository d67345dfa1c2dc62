using ChatEs.Api.Hosting;
using ChatEs.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatEs.Api.Dialects.Native;

/// <summary>A problem as RFC 9457 has it. <paramref name="Code"/> is stable; the sentence may change.</summary>
internal sealed record NativeProblem(int Status, string Code, string Detail)
{
    public IReadOnlyList<InvalidMember> Errors { get; init; } = [];

    public static implicit operator NativeProblem?(Refusal? refusal) => refusal is null ? null : NativeErrors.Of(refusal);
}

/// <summary>The only place where <c>/v1</c> says no.</summary>
internal static class NativeErrors
{
    public static readonly NativeProblem NoCredentials = new(401, "unauthorized", "Send Authorization: Bearer with a secret key or a user token.");
    public static readonly NativeProblem UnknownCredentials = new(401, "unauthorized", "The secret key or user token is not known.");
    public static readonly NativeProblem WrongKind = new(403, "not_allowed", "Only a secret key or a user token opens /v1.");
    public static readonly NativeProblem AnotherUser = new(403, "not_allowed", $"A user token acts for its own user; {NativeAuth.UserHeader} names another.");
    public static readonly NativeProblem Suspended = new(403, "user_suspended", "The user is suspended.");
    public static readonly NativeProblem ServerOnly = new(403, "not_allowed", "Only a secret key may do this.");
    public static readonly NativeProblem SystemByServerOnly = new(403, "not_allowed", "Only a secret key that acts for no user posts a system message.");
    public static readonly NativeProblem NameTheUser = BadHeader(NativeAuth.UserHeader, "A secret key must name the user it acts for.");

    public static NativeProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Invalid => new(400, "invalid", refusal.Message) { Errors = [.. refusal.Details.Select(OnTheWire)] },
        RefusalCode.RoomNotFound => new(404, "room_not_found", refusal.Message),
        RefusalCode.MessageNotFound => new(404, "message_not_found", refusal.Message),
        RefusalCode.UserNotFound => new(404, "user_not_found", refusal.Message),
        RefusalCode.TenantNotFound => new(404, "tenant_not_found", refusal.Message),
        RefusalCode.FileNotFound => new(404, "file_not_found", refusal.Message),
        RefusalCode.ApiKeyNotFound => new(404, "api_key_not_found", refusal.Message),
        RefusalCode.UserSuspended => new(403, "user_suspended", refusal.Message),
        RefusalCode.SingleRoom => new(409, "single_room", refusal.Message),
        RefusalCode.RoomArchived => new(409, "room_archived", refusal.Message),
        RefusalCode.NotAllowed => new(403, "not_allowed", refusal.Message),
        RefusalCode.NotAParticipant => new(403, "not_a_participant", refusal.Message),
        RefusalCode.AlreadyTaken => new(409, "already_taken", refusal.Message),
        RefusalCode.Conflict => new(409, "conflict", refusal.Message),
        RefusalCode.IdempotencyMismatch => new(422, "idempotency_mismatch", refusal.Message),
        RefusalCode.LimitReached => new(409, "limit_reached", refusal.Message),
        RefusalCode.FileTooLarge => new(413, "file_too_large", refusal.Message),
        RefusalCode.WrongPassword => new(403, "wrong_password", refusal.Message),
        RefusalCode.TooManyAttempts => new(429, "too_many_attempts", refusal.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Code, "No status for this refusal."),
    };

    public static NativeProblem Invalid(IReadOnlyList<InvalidMember> errors) =>
        new(400, "invalid", string.Join(' ', errors.Select(error => $"{error.Member}: {error.Message}"))) { Errors = errors };

    public static NativeProblem InvalidJson(string detail) => new(400, "invalid_json", detail);

    public static NativeProblem BadHeader(string header, string message) => Invalid([new(header, message)]);

    public static NativeProblem RoomNotFound(RoomNumber room) => new(404, "room_not_found", $"There is no room {room}.");

    public static NativeProblem RoomNotFound(string key) => new(404, "room_not_found", $"There is no room with the key '{key}'.");

    public static NativeProblem MessageNotFound(RoomNumber room, MessageNumber number) =>
        new(404, "message_not_found", $"There is no message {number} in room {room}.");

    /// <summary>It does not say which room, nor of what kind: the caller may not be allowed to know.</summary>
    public static NativeProblem RoomExists(string? key) => new(409, "room_exists", $"The key '{key}' is another room's.");

    public static Task Fail(HttpContext http, Failure failure) => Write(http, Of(failure));

    public static NativeProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => new(404, "not_found", "There is no such path."),
        Failure.MethodNotAllowed => new(405, "method_not_allowed", "This path does not know the method; Allow names those it knows."),
        Failure.BodyTooLarge => new(413, "body_too_large", $"A body may have at most {ChatEsService.LargestBody} bytes."),
        Failure.Unavailable => new(503, "unavailable", "The database does not answer; try again."),
        _ => new(500, "internal_error", "Something went wrong here. The log knows more under this request id."),
    };

    public static Task Write(HttpContext http, NativeProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var body = new ProblemBody(
            ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Code, problem.Detail,
            problem.Errors is [] ? null : problem.Errors.Select(error => new ErrorBody(error.Member, error.Message)).ToList(),
            http.Response.Headers[NativeAuth.RequestIdHeader]);
        NativeJson.Write(http.Response, problem.Status, "application/problem+json", body, NativeJsonContext.Default.ProblemBody);
        return Task.CompletedTask;
    }

    /// <summary>A command's member by the name it has on the wire.</summary>
    private static InvalidMember OnTheWire(InvalidMember error) => error with
    {
        Member = error.Member is "ExternalId" ? "id" : char.ToLowerInvariant(error.Member[0]) + error.Member[1..],
    };
}
