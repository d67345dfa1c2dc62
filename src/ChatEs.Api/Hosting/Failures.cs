using ChatEs.Api.Http;
using ChatEs.Api.Load;
using ChatEs.Application;

namespace ChatEs.Api.Hosting;

/// <summary>
/// The last resort of every request: whatever happens, the answer has the shape of the dialect that was spoken to, and
/// what nobody expected is one line in the log.
/// </summary>
internal sealed partial class Failures(Dialect[] dialects, DatabaseWatch database, ILogger<Failures> logger)
{
    private const string RetryAfterSeconds = "1";
    private static readonly object CarriedOut = new();

    public async Task Handle(HttpContext http, RequestDelegate next)
    {
        if (database.IsAway && Spoken(http) is { } turned)
        {
            RequestHeaders.NameRequest(http);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            await turned.Fail(http, Failure.Unavailable);
            return;
        }
        try
        {
            await next(http);
            if (Unsaid(http) is { } failure)
                await Answer(http, failure);
        }
        catch (TooManyRequestsException)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Answer(http, Failure.TooManyRequests);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Answer(http, Failure.BodyTooLarge);
        }
        catch (Exception e) when (IsNoHttp(e) && !HasHungUp(http, e) && Spoken(http) is not null && !http.Response.HasStarted)
        {
            // Nobody knows where the next request would begin.
            http.Response.Headers.Connection = "close";
            await Answer(http, Failure.BadRequest);
        }
        catch (Exception e) when (e is BadHttpRequestException || http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone. The server clears up behind a half-read request, but only when it is told; else it reads on
            // where nothing comes and reports that as a failure of its own.
            throw;
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
            database.Suspect();
            LogUnavailable(logger, http.Request.Method, Route(http), e.Message);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Answer(http, ChatEsDatabase.IsUnknown(e) || http.Items.ContainsKey(CarriedOut) ? Failure.UnknownOutcome : Failure.Unavailable);
        }
        catch (Exception e)
        {
            LogFailed(logger, e, http.Request.Method, Route(http));
            await Answer(http, Failure.Internal);
        }
    }

    /// <summary>A command of this request was carried out: if the rest fails, nobody may be told that nothing happened.</summary>
    public static Action Noting(HttpContext http) => () => http.Items[CarriedOut] = CarriedOut;

    /// <summary>The size of a chunk that no number holds is what the server has no exception of its own for.</summary>
    public static bool IsNoHttp(Exception e) => e is BadHttpRequestException or IOException { InnerException: OverflowException };

    /// <summary>The server says so by the text alone: the token that should say it is cancelled a moment later.</summary>
    private static bool HasHungUp(HttpContext http, Exception e) =>
        http.RequestAborted.IsCancellationRequested || e.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal);

    /// <summary>
    /// What the framework has refused without a word: routing a path or a method, and what sends files a condition or a range.
    /// An operation has said its own already.
    /// </summary>
    private static Failure? Unsaid(HttpContext http) => http.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } when http.GetEndpoint() is not RouteEndpoint => Failure.NotFound,
        { StatusCode: StatusCodes.Status405MethodNotAllowed } when http.GetEndpoint() is not RouteEndpoint => Failure.MethodNotAllowed,
        { StatusCode: StatusCodes.Status412PreconditionFailed } => Failure.PreconditionFailed,
        { StatusCode: StatusCodes.Status416RangeNotSatisfiable } => Failure.RangeNotSatisfiable,
        _ => null,
    };

    /// <summary>The template and not the path, in which a person's id may stand.</summary>
    private static string? Route(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private async Task Answer(HttpContext http, Failure failure)
    {
        if (http.Response.HasStarted)
        {
            // Ending it in order would make half an answer look like a whole one.
            http.Abort();
            return;
        }
        if (Spoken(http) is { } spoken)
            await spoken.Fail(http, failure);
        else
            http.Response.StatusCode = StatusOf(failure);
    }

    private Dialect? Spoken(HttpContext http) => dialects.FirstOrDefault(
        dialect => dialect.Prefixes.Any(prefix => http.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal)));

    public static int StatusOf(Failure failure) => failure switch
    {
        Failure.NotFound => StatusCodes.Status404NotFound,
        Failure.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        Failure.BadRequest => StatusCodes.Status400BadRequest,
        Failure.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        Failure.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        Failure.RangeNotSatisfiable => StatusCodes.Status416RangeNotSatisfiable,
        Failure.TooManyRequests => StatusCodes.Status429TooManyRequests,
        Failure.Unavailable => StatusCodes.Status503ServiceUnavailable,
        Failure.UnknownOutcome => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route}: the database is away: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, string? route, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string? route);
}
