using System.Text.Json;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages</c>: a page of the history, oldest first.</summary>
internal sealed class ListMessages(MessageQueries messages) : NativeOperation
{
    private const int UsualMessages = 100;

    /// <summary>A page may be 1,000 messages of 32,768 characters; more than this is not held back.</summary>
    private const int FlushedAt = 1 << 16;

    private static readonly string[] Cursors = ["before", "after", "around", "since"];

    protected override string[] QueryNames { get; } = ["limit", .. Cursors];

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var request = Request(call);
        if (call.Problem is { } problem)
            return problem;
        if (await messages.Page(call.Tenant, room, call.User, request, call.Aborted) is not { } page)
            return NativeErrors.RoomNotFound(room);
        await Write(call.Http.Response, page, call.Aborted);
        return null;
    }

    private static PageRequest Request(NativeCall call)
    {
        var limit = call.Limit(PageRequest.MaxLimit, UsualMessages);
        if (Cursors.Count(name => call.Query(name) is not null) > 1)
            call.Invalid("after", $"Only one of {string.Join(", ", Cursors)} may be given.");
        if (Cursor(call, "before") is { } before)
            return new PageRequest.Before(before, limit);
        if (Cursor(call, "after") is { } after)
            return new PageRequest.After(after, limit);
        if (Cursor(call, "around") is { } around)
            return new PageRequest.Around(around, limit);
        return NativeValues.TimeOf(call, "since", call.Query("since")) is { } since
            ? new PageRequest.Since(since, limit)
            : new PageRequest.Newest(limit);
    }

    private static MessageNumber? Cursor(NativeCall call, string name) =>
        call.QueryNumber(name, 0, MessageNumber.Max) is { } number ? new MessageNumber(number) : null;

    private static async Task Write(HttpResponse response, MessagePage page, CancellationToken cancellation)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        var pipe = response.BodyWriter;
        await using var writer = new Utf8JsonWriter(pipe, NativeJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        var flushed = 0L;
        foreach (var message in page.Messages)
        {
            MessageRendering.Write(writer, message);
            if (writer.BytesCommitted + writer.BytesPending - flushed < FlushedAt)
                continue;
            writer.Flush();
            flushed = writer.BytesCommitted;
            await pipe.FlushAsync(cancellation);
        }
        writer.WriteEndArray();
        writer.WriteBoolean("hasBefore", page.HasBefore);
        writer.WriteBoolean("hasAfter", page.HasAfter);
        writer.WriteEndObject();
    }
}
