using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>A problem as the vendor's clients read it. <paramref name="Code"/> is one of the vendor's, which are few.</summary>
internal sealed record QiscusProblem(int Status, string Message, int? Code = null)
{
    public IReadOnlyList<string> Details { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public static implicit operator QiscusProblem?(Refusal? refusal) => refusal is null ? null : QiscusErrors.Of(refusal);
}

/// <summary>The only place where the dialect says no. Its status is always that of HTTP.</summary>
internal static class QiscusErrors
{
    private const int DeactivatedUser = 401300;
    private const int InvalidToken = 401301;
    private const int AppNotFound = 401303;
    private const int Unexpected = 500100;

    public static readonly QiscusProblem NoSecret = new(401, "Send the secret of the app in QISCUS-SDK-SECRET.", InvalidToken);
    public static readonly QiscusProblem UnknownSecret = new(401, "The secret is not known.", InvalidToken);
    public static readonly QiscusProblem OtherApp = new(401, "The secret is not of the app that the app id names.", AppNotFound);
    public static readonly QiscusProblem WrongPassword = new(401, "The password is not that of the user.", InvalidToken);

    public static QiscusProblem Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Invalid => new(400, refusal.Message) { Details = [.. refusal.Details.Select(OnTheWire)] },
        RefusalCode.UserNotFound => new(400, refusal.Message) { Details = [.. refusal.Details.Select(detail => $"{detail.Member}: {detail.Message}")] },
        RefusalCode.RoomNotFound or RefusalCode.MessageNotFound or RefusalCode.FileNotFound => new(404, refusal.Message),
        RefusalCode.TenantNotFound or RefusalCode.ApiKeyNotFound or RefusalCode.WebhookNotFound or RefusalCode.DeliveryNotFound => new(404, refusal.Message),
        RefusalCode.UserSuspended => new(401, refusal.Message, DeactivatedUser),
        RefusalCode.WrongPassword => WrongPassword,
        RefusalCode.NotAllowed or RefusalCode.NotAParticipant => new(403, refusal.Message),
        // The vendor's documents know neither 409 nor 422.
        RefusalCode.SingleRoom or RefusalCode.RoomArchived => new(400, refusal.Message),
        RefusalCode.AlreadyTaken or RefusalCode.Conflict or RefusalCode.LimitReached => new(400, refusal.Message),
        RefusalCode.IdempotencyMismatch => new(400, refusal.Message),
        RefusalCode.FileTooLarge => new(413, refusal.Message),
        RefusalCode.TooManyAttempts => new(429, refusal.Message) { RetryAfter = refusal.RetryAfter },
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Code, "No status for this refusal."),
    };

    public static QiscusProblem Invalid(params IReadOnlyList<string> details) => new(400, string.Join(' ', details)) { Details = details };

    public static QiscusProblem Invalid(string parameter, string message) => Invalid([$"{parameter}: {message}"]);

    public static QiscusProblem RoomNotFound(string room) => new(404, $"There is no room '{room}'.");

    public static QiscusProblem UserNotFound(string user) => new(404, $"There is no user '{user}'.");

    public static QiscusProblem Deactivated(string user) => new(401, $"User '{user}' is deactivated.", DeactivatedUser);

    /// <summary>The app sees every room of its own, so it is no secret that there is one.</summary>
    public static QiscusProblem NotAParticipant(string user, string room) => new(403, $"User '{user}' is not a participant of room '{room}'.");

    public static QiscusProblem UnknownBody(string? contentType) =>
        new(415, $"A body is JSON, a form or multipart/form-data, not '{contentType}'.");

    public static QiscusProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => new(404, "There is no such path."),
        Failure.MethodNotAllowed => new(405, "This path does not know the method; Allow names those it knows."),
        Failure.BadRequest => new(400, "The body broke off, or is no valid HTTP."),
        Failure.BodyTooLarge => new(413, $"A body may have at most {ChatEsService.LargestBody} bytes."),
        Failure.TooManyRequests => new(429, "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => new(503, "The database does not answer; try again."),
        Failure.UnknownOutcome => new(504, "The database went away in the middle: it may have been carried out. Repeat it with the same Idempotency-Key."),
        _ => new(500, "Something went wrong here. The log knows more under the request id.", Unexpected),
    };

    public static Task Fail(HttpContext http, Failure failure)
    {
        if (http.Response.Headers[RequestHeaders.RequestId].Count == 0)
            RequestHeaders.NameRequest(http);
        Write(http, Of(failure));
        return Task.CompletedTask;
    }

    public static void Write(HttpContext http, QiscusProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "QISCUS-SDK-SECRET";
        http.Response.TellToWait(problem.RetryAfter);
        var error = new ErrorBody(problem.Code, problem.Message, problem.Details is [] ? [problem.Message] : problem.Details);
        Json.Write(http.Response, problem.Status, "application/json", new(error, problem.Status), QiscusJsonContext.Default.ErrorEnvelope);
    }

    /// <summary>A command's member by the name it has on the wire.</summary>
    private static string OnTheWire(InvalidMember error)
    {
        var member = error.Member.StartsWith("Details.", StringComparison.Ordinal) ? error.Member["Details.".Length..] : error.Member;
        var name = member switch
        {
            "Name" => "room_name",
            "Key" => "room_channel_id",
            "Options" => "room_options",
            "ExternalId" => "user_id",
            "Text" => "message",
            "Users" => "user_ids",
            _ => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member),
        };
        return $"{name}: {error.Message}";
    }
}
