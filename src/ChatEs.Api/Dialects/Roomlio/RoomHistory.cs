using System.Buffers;
using System.Text.Json;
using ChatEs.Api.Files;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>
/// <c>POST /rpc/RoomlioService/RoomHistory</c>: the messages of a room, oldest first, from its beginning, a cursor or a
/// time on. The cursor is the first message not given yet, so it belongs to the next page.
/// </summary>
internal sealed class RoomHistory(RoomlioAuth auth, RoomQueries rooms, MessageQueries messages, SignedUrls urls)
{
    private const int UsualMessages = 100;

    /// <summary>An answer of more goes out as it arrives: 1,000 messages of 32,768 characters are never held together.</summary>
    private const int HeldAtMost = 100;

    private const int FlushedAt = 1 << 16;

    public async Task Run(HttpContext http)
    {
        var (tenant, problem) = await auth.Admit(http);
        if (tenant is not null)
            problem = await Answer(http, tenant);
        if (problem is not null)
            await RoomlioErrors.Write(http, problem);
    }

    private async Task<RoomlioProblem?> Answer(HttpContext http, string tenant)
    {
        var (asked, fault) = await Params(http);
        if (asked is null)
            return fault;
        var (room, unknown) = await Room(tenant, asked, http.RequestAborted);
        if (room is null)
            return unknown;
        var (from, wrong) = From(room, asked);
        return from is null ? wrong : await Answer(http, tenant, room, from);
    }

    private static async Task<(RoomHistoryParams?, RoomlioProblem?)> Params(HttpContext http)
    {
        (RoomHistoryParams? Params, RoomlioProblem? Problem) read = default;
        var fits = await BodyReader.Read(http.Request, ChatEsService.LargestBody, bytes => read = Params(bytes), http.RequestAborted);
        return fits ? read : (null, RoomlioErrors.Of(Failure.BodyTooLarge));
    }

    private static (RoomHistoryParams?, RoomlioProblem?) Params(ReadOnlySequence<byte> bytes)
    {
        var (asked, fault) = Json.Read(bytes, RoomlioJson.Default.RoomHistoryParams);
        if (fault is null)
            return (asked, null);
        return IsEmptyArray(bytes) ? (new(), null) : (null, RoomlioErrors.Of(fault));
    }

    /// <summary>What PHP writes for no parameters.</summary>
    private static bool IsEmptyArray(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > 64)
            return false;
        var text = bytes.ToArray().AsSpan().Trim(" \t\r\n"u8);
        return text.Length >= 2 && text[0] == '[' && text[^1] == ']' && text[1..^1].Trim(" \t\r\n"u8).IsEmpty;
    }

    private async Task<(RoomHead?, RoomlioProblem?)> Room(string tenant, RoomHistoryParams asked, CancellationToken cancellation)
    {
        if (asked is { RoomId: null or "", RoomKey: null or "" })
            return (null, RoomlioErrors.NameTheRoom);
        var room = asked.RoomId is { Length: > 0 } id
            ? await ById(tenant, id, cancellation)
            : await ByKey(tenant, asked.RoomKey!, cancellation);
        if (room is null)
            return (null, RoomlioErrors.RoomNotFound);
        return asked.RoomKey is { Length: > 0 } key && key != room.Key ? (null, RoomlioErrors.TwoRooms) : (room, null);
    }

    private async Task<RoomHead?> ById(string tenant, string text, CancellationToken cancellation) =>
        RoomlioId.Read(RoomlioId.RoomPrefix, text) is { Value: > 0 and <= RoomNumber.Max } id
        && await rooms.Head(tenant, new((long)id.Value), cancellation) is { } room && id.IsOf(room.CreatedAt)
            ? room
            : null;

    private async Task<RoomHead?> ByKey(string tenant, string key, CancellationToken cancellation) =>
        Validation.IsExternalId(key) ? await rooms.HeadByKey(tenant, key, cancellation) : null;

    private static (Start?, RoomlioProblem?) From(RoomHead room, RoomHistoryParams asked)
    {
        var limit = asked.Limit is > 0 and var given ? Math.Min(given, PageRequest.MaxLimit) : UsualMessages;
        if (asked.StartCursor is { Length: > 0 } cursor)
        {
            return RoomlioId.Read(RoomlioId.MessagePrefix, cursor) is { } id && id.Message.Room == room.Number
                ? (new(limit, id, null), null)
                : (null, RoomlioErrors.UnknownCursor);
        }
        if (asked.Since is not { Length: > 0 } since)
            return (new(limit, null, null), null);
        return IsoTime.Parse(since) is { } time ? (new(limit, null, time), null) : (null, RoomlioErrors.BadTime);
    }

    private async Task<RoomlioProblem?> Answer(HttpContext http, string tenant, RoomHead room, Start start)
    {
        var cancellation = http.RequestAborted;
        var files = await urls.For(http.Request);
        await using var reading = await messages.Open(tenant, room.Number, viewer: null, start.Request, filter: null, cancellation);
        if (reading is null)
            return RoomlioErrors.RoomNotFound;
        await using var page = reading.Messages(cancellation).GetAsyncEnumerator(cancellation);
        var any = await page.MoveNextAsync();
        if (start.Cursor is { } cursor && !await IsKnown(tenant, room, cursor, any ? page.Current : null, cancellation))
            return RoomlioErrors.UnknownCursor;

        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Json.WriterOptions);
        var rows = new RoomlioRows(writer, room, files);
        writer.WriteStartObject();
        writer.WriteStartArray(RoomlioWire.Messages);
        MessageView? last = null, next = null;
        var flushed = 0L;
        for (var given = 0; any && next is null; any = await page.MoveNextAsync())
        {
            if (given++ == start.Limit)
                next = page.Current;
            else
                rows.Write(last = page.Current);
            if (start.Limit > HeldAtMost && writer.BytesCommitted + writer.BytesPending - flushed >= FlushedAt)
                flushed = await Flush(http.Response, writer, cancellation);
        }
        // The largest page is as large as one may be read, so that the message after it is read by itself.
        if (next is null && reading.HasAfter)
            next = await First(tenant, room, last!.Number, cancellation);
        writer.WriteEndArray();
        rows.WriteEnd(next);
        writer.WriteEndObject();
        return null;
    }

    private static async Task<long> Flush(HttpResponse response, Utf8JsonWriter writer, CancellationToken cancellation)
    {
        writer.Flush();
        await response.BodyWriter.FlushAsync(cancellation);
        return writer.BytesCommitted;
    }

    /// <summary>A cursor stays good when its message is deleted, and then it is not the first of its page.</summary>
    private async ValueTask<bool> IsKnown(string tenant, RoomHead room, RoomlioId cursor, MessageView? first, CancellationToken cancellation)
    {
        var number = cursor.Message.Number;
        var postedAt = first is not null && first.Number == number
            ? first.PostedAt
            : await messages.PostedAt(tenant, room.Number, number, cancellation);
        return postedAt is { } time && cursor.IsOf(time);
    }

    private async Task<MessageView?> First(string tenant, RoomHead room, MessageNumber after, CancellationToken cancellation) =>
        await messages.Page(tenant, room.Number, viewer: null, new PageRequest.After(after, 1), cancellation) is { Messages: [var first] }
            ? first
            : null;

    private sealed record Start(int Limit, RoomlioId? Cursor, DateTimeOffset? Since)
    {
        /// <summary>One more than asked, since the next cursor is the message after the page.</summary>
        public PageRequest Request
        {
            get
            {
                var limit = Math.Min(Limit + 1, PageRequest.MaxLimit);
                return Since is { } time
                    ? new PageRequest.Since(time, limit)
                    : new PageRequest.After(new((Cursor?.Message.Number.Value ?? 1) - 1), limit);
            }
        }
    }
}
