using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>One request of a user who is known.</summary>
/// <param name="session">The id of the session that he came by; null for a token.</param>
internal sealed class VirolaCall(
    HttpContext http, string route, Caller caller, UserNumber user, string? session, string requestId, string? idempotencyKey)
{
    public const string ContentType = "application/json; charset=utf-8";

    public static readonly DoneBody Done = new(StatusCodes.Status200OK);

    public HttpContext Http => http;

    public string Tenant => caller.Tenant;

    public UserNumber User => user;

    public string? Session => session;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Complete once the body was read: the idempotency record needs its digest.</summary>
    public CommandContext Context { get; private set; } = new(caller, requestId) { CarriedOut = Failures.Noting(http) };

    /// <summary>Reads the body whatever its Content-Type says.</summary>
    public async ValueTask<(T? Body, VirolaProblem? Problem)> Body<T>(JsonTypeInfo<T> type) where T : class
    {
        T? body = null;
        JsonFault? fault = null;
        var fits = await BodyReader.Read(
            http.Request, ChatEsService.LargestBody,
            bytes =>
            {
                (body, fault) = Json.Read(bytes, type);
                Identify(bytes);
            },
            Aborted);
        return (fits ? body : null, !fits ? VirolaErrors.Of(Failure.BodyTooLarge) : fault is null ? null : VirolaErrors.Of(fault));
    }

    /// <summary>Of a request that says all in its path: whatever a client sends along is passed over.</summary>
    public async ValueTask<VirolaProblem?> NoBody() =>
        await BodyReader.Read(http.Request, ChatEsService.LargestBody, bytes => Identify(bytes), Aborted) ? null : VirolaErrors.Of(Failure.BodyTooLarge);

    /// <summary>The context of one file among those of a request: each is a command of its own, and comes again in its place.</summary>
    /// <param name="what">What the file is known by.</param>
    public CommandContext Part(int place, string what) => idempotencyKey is not { } key
        ? Context
        : Context with
        {
            Idempotency = RequestHeaders.Idempotent(
                http.Request, string.Create(CultureInfo.InvariantCulture, $"{route} #{place}"), key, new(Encoding.UTF8.GetBytes(what))),
        };

    public RoomNumber? Room => Id is { } id and <= RoomNumber.Max ? new RoomNumber(id) : null;

    public UserNumber? UserInPath => Id is { } id ? new UserNumber(id) : null;

    public FileNumber? File => Id is { } id ? new FileNumber(id) : null;

    public (RoomNumber Room, MessageNumber Number)? Message => Id is { } id ? MessageOf(id) : null;

    /// <returns>Null for an id that no message can have.</returns>
    public static (RoomNumber Room, MessageNumber Number)? MessageOf(long id)
    {
        var (room, number) = MessageNumber.Split(id);
        return room.Value is >= 1 and <= RoomNumber.Max && number.Value >= 1 ? (room, number) : null;
    }

    /// <returns>Null for an operation to end with.</returns>
    public VirolaProblem? Answer<T>(T body, JsonTypeInfo<T> type)
    {
        Json.Write(http.Response, StatusCodes.Status200OK, ContentType, body, type);
        return null;
    }

    public VirolaProblem? AnswerDone() => Answer(Done, VirolaJsonContext.Default.DoneBody);

    /// <summary>The id in the path: a positive number, spelled as it always is; null for anything else.</summary>
    private long? Id =>
        http.Request.RouteValues["id"] is string id && id[0] != '0'
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private void Identify(in ReadOnlySequence<byte> body)
    {
        if (idempotencyKey is { } key)
            Context = Context with { Idempotency = RequestHeaders.Idempotent(http.Request, route, key, body) };
    }
}
