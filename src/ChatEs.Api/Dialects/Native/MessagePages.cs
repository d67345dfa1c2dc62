using System.Text.Json;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>A page of messages: which one a request means, and how it goes out.</summary>
internal sealed class MessagePages(SignedUrls urls)
{
    private const int UsualMessages = 100;

    /// <summary>A page of more goes out as it arrives: 1,000 messages of 32,768 characters are never held together.</summary>
    private const int HeldAtMost = 100;

    private const int FlushedAt = 1 << 16;

    private static readonly string[] Cursors = ["before", "after", "around", "since"];

    private static readonly JsonEncodedText Messages = JsonEncodedText.Encode(MessagesBody.MessagesName);
    private static readonly JsonEncodedText HasBefore = JsonEncodedText.Encode(MessagesBody.HasBeforeName);
    private static readonly JsonEncodedText HasAfter = JsonEncodedText.Encode(MessagesBody.HasAfterName);

    public static readonly IReadOnlyList<QueryValue> QueryValues =
    [
        QueryValue.Limit(PageRequest.MaxLimit, UsualMessages),
        Cursor("before", "The page ends before this message number."),
        Cursor("after", "The page begins after this message number."),
        Cursor("around", "Half of the page lies before this message number, the other half begins with it."),
        new("since", "The page begins with the first message shown at or after this time, and goes on by number.") { Format = "date-time" },
    ];

    public static PageRequest Request(NativeCall call)
    {
        var limit = call.Limit(PageRequest.MaxLimit, UsualMessages);
        if (Cursors.Count(name => call.Query(name) is not null) > 1)
            call.Invalid("after", $"Only one of {string.Join(", ", Cursors)} may be given.");
        if (CursorOf(call, "before") is { } before)
            return new PageRequest.Before(before, limit);
        if (CursorOf(call, "after") is { } after)
            return new PageRequest.After(after, limit);
        if (CursorOf(call, "around") is { } around)
            return new PageRequest.Around(around, limit);
        return NativeValues.TimeOf(call, "since", call.Query("since")) is { } since
            ? new PageRequest.Since(since, limit)
            : new PageRequest.Newest(limit);
    }

    /// <returns>False when there is no such room for the caller; nothing is answered then.</returns>
    public async Task<bool> Answer(NativeCall call, MessageQueries messages, RoomNumber room, PageRequest request, MessageFilter? filter)
    {
        var files = await urls.For(call.Http.Request);
        if (request.Limit <= HeldAtMost)
        {
            if (await messages.Page(call.Tenant, room, call.User, request, filter, call.Aborted) is not { } page)
                return false;
            var bodies = page.Messages.Select(message => MessageRendering.Body(message, files)).ToList();
            call.AnswerTagged(new(bodies, page.HasBefore, page.HasAfter), NativeJsonContext.Default.MessagesBody);
            return true;
        }
        await using var reading = await messages.Open(call.Tenant, room, call.User, request, filter, call.Aborted);
        if (reading is null)
            return false;
        await Stream(call.Http.Response, reading, files, call.Aborted);
        return true;
    }

    private static async Task Stream(HttpResponse response, MessageReading page, FileUrls files, CancellationToken cancellation)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = EntityTag.AskAgain;
        var pipe = response.BodyWriter;
        await using var writer = new Utf8JsonWriter(pipe, Json.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray(Messages);
        var flushed = 0L;
        await foreach (var message in page.Messages(cancellation))
        {
            JsonSerializer.Serialize(writer, MessageRendering.Body(message, files), NativeJsonContext.Default.MessageBody);
            if (writer.BytesCommitted + writer.BytesPending - flushed < FlushedAt)
                continue;
            writer.Flush();
            flushed = writer.BytesCommitted;
            await pipe.FlushAsync(cancellation);
        }
        writer.WriteEndArray();
        writer.WriteBoolean(HasBefore, page.HasBefore);
        writer.WriteBoolean(HasAfter, page.HasAfter);
        writer.WriteEndObject();
    }

    private static MessageNumber? CursorOf(NativeCall call, string name) =>
        call.QueryNumber(name, 0, MessageNumber.Max) is { } number ? new MessageNumber(number) : null;

    private static QueryValue Cursor(string name, string meaning) => new(name, meaning, "integer") { Least = 0, Most = MessageNumber.Max };
}
