using ChatEs.Api.Hosting;
using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>The vendor documents <c>code</c> and <c>message</c> and no list of codes: these are Twirp's, whose form its paths have.</summary>
internal sealed record RoomlioProblem(int Status, string Code, string Message);

/// <summary>The only place where this dialect says no.</summary>
internal static class RoomlioErrors
{
    public static readonly RoomlioProblem NoCredentials = new(401, "unauthenticated", "Send Authorization: Bearer with a secret key.");
    public static readonly RoomlioProblem UnknownCredentials = new(401, "unauthenticated", "The secret key is not known.");
    public static readonly RoomlioProblem WrongKind = new(403, "permission_denied", "Only a secret key opens this API.");
    public static readonly RoomlioProblem NotAnObject = new(400, "invalid_argument", "The body must be one JSON object.");
    public static readonly RoomlioProblem NameTheRoom = Invalid("roomID", "give it, or roomKey");
    public static readonly RoomlioProblem TwoRooms = Invalid("roomKey", "it is not the key of the room that roomID names");
    public static readonly RoomlioProblem UnknownCursor = Invalid("startCursor", "there is no such message in the room");
    public static readonly RoomlioProblem BadTime = Invalid("since", "must be an ISO 8601 time like 2021-01-06T19:13:05Z");
    public static readonly RoomlioProblem RoomNotFound = new(404, "not_found", "There is no such room.");

    public static readonly RoomlioProblem BadIdempotencyKey =
        Invalid(RequestHeaders.IdempotencyKey, "must be 1 to 255 visible ASCII characters, given once");

    public static RoomlioProblem Of(JsonFault fault) => fault switch
    {
        { IsSyntax: true } => new(400, "malformed", fault.Message),
        { Member: { } member } => Invalid(member, fault.Message),
        _ => NotAnObject,
    };

    public static Task Fail(HttpContext http, Failure failure)
    {
        if (!http.Response.Headers.ContainsKey(RequestHeaders.RequestId))
            RequestHeaders.NameRequest(http);
        return Write(http, Of(failure));
    }

    public static RoomlioProblem Of(Failure failure) => failure switch
    {
        Failure.NotFound => new(404, "bad_route", "There is no such method."),
        Failure.MethodNotAllowed => new(405, "bad_route", "Every request is a POST."),
        Failure.BadRequest => new(400, "malformed", "The body broke off, or is no valid HTTP."),
        Failure.BodyTooLarge => new(413, "resource_exhausted", "The body is too large."),
        Failure.TooManyRequests => new(429, "resource_exhausted", "Too many requests of this tenant wait already; try again."),
        Failure.Unavailable => new(503, "unavailable", "The service is not available at the moment; try again."),
        Failure.UnknownOutcome => new(504, "deadline_exceeded", "The database went away in the middle: it may have been carried out. Look before you repeat it."),
        _ => new(500, "internal", "The request failed; the service's log says why."),
    };

    public static Task Write(HttpContext http, RoomlioProblem problem)
    {
        Json.Write(
            http.Response, problem.Status, "application/json", new ErrorBody(problem.Code, problem.Message), RoomlioJson.Default.ErrorBody);
        return Task.CompletedTask;
    }

    private static RoomlioProblem Invalid(string param, string message) => new(400, "invalid_argument", $"{param}: {message}");
}
