using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>One request of an account that is known.</summary>
internal sealed class ChatMessagesCall(
    HttpContext http, string route, Caller caller, UserNumber account, string requestId, string? idempotencyKey)
{
    public const string ContentType = "application/json; charset=utf-8";

    public HttpContext Http => http;

    public string Tenant => caller.Tenant;

    public UserNumber Account => account;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Complete once the body was read: the idempotency record needs its digest.</summary>
    public CommandContext Context { get; private set; } = new(caller, requestId) { CarriedOut = Failures.Noting(http) };

    /// <summary>Reads the body whatever its Content-Type says. No body at all is an empty object.</summary>
    public async ValueTask<(T? Body, ChatMessagesProblem? Problem)> Body<T>(JsonTypeInfo<T> type, Func<T> empty) where T : class
    {
        T? body = null;
        JsonFault? fault = null;
        var fits = await BodyReader.Read(http.Request, ChatEsService.LargestBody, Parse, Aborted);
        return (fits ? body : null, !fits ? ChatMessagesErrors.Of(Failure.BodyTooLarge) : fault is null ? null : ChatMessagesErrors.Of(fault));

        void Parse(ReadOnlySequence<byte> bytes)
        {
            (body, fault) = bytes.IsEmpty ? (empty(), null) : Json.Read(bytes, type);
            if (idempotencyKey is { } key)
                Context = Context with { Idempotency = RequestHeaders.Idempotent(http.Request, route, key, bytes) };
        }
    }

    /// <summary>The id in the path.</summary>
    public string Id => (string)http.Request.RouteValues["id"]!;

    /// <returns>Null, for an operation to end with.</returns>
    public ChatMessagesProblem? Answer<T>(T body, JsonTypeInfo<T> type)
    {
        Json.Write(http.Response, StatusCodes.Status200OK, ContentType, body, type);
        return null;
    }

    /// <summary>How many there are on all pages, and where the pages on either side begin.</summary>
    public void Total(long total, int limit, int skip)
    {
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        Neighbours(limit, skip, hasNext: skip + (long)limit < total);
    }

    /// <summary>Links to the pages before and after this one.</summary>
    public void Neighbours(int limit, int skip, bool hasNext)
    {
        List<string> links = [];
        if (limit > 0 && hasNext)
            links.Add(Link(skip + limit, "next"));
        if (limit > 0 && skip > 0)
            links.Add(Link(Math.Max(0, skip - limit), "prev"));
        if (links.Count > 0)
            http.Response.Headers.Link = string.Join(", ", links);
    }

    /// <summary>A room's id: its number, spelled as it always is. Null for what no room can be called.</summary>
    public static RoomNumber? RoomOf(string? id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= RoomNumber.Max && id[0] != '0'
            ? new RoomNumber(number)
            : null;

    private string Link(int skip, string relation)
    {
        var query = http.Request.Query.Where(value => value.Key != "$skip")
            .SelectMany(value => value.Value, (value, one) => KeyValuePair.Create(value.Key, one))
            .Append(KeyValuePair.Create("$skip", (string?)skip.ToString(CultureInfo.InvariantCulture)));
        return $"<{http.Request.PathBase}{http.Request.Path}{QueryString.Create(query)}>; rel=\"{relation}\"";
    }
}
