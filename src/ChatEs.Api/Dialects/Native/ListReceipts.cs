using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}/receipts</c>: how many have seen the message, and a page of them.</summary>
internal sealed class ListReceipts(ReceiptQueries receipts, RoomQueries rooms) : NativeOperation
{
    private const int MostReaders = 1000;
    private const int UsualReaders = 100;

    protected override string[] QueryNames => ["limit", "after"];

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        var limit = call.Limit(MostReaders, UsualReaders);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new UserNumber(cursor.Number) : (UserNumber?)null;
        if (call.Problem is { } problem)
            return problem;
        if (await receipts.Readers(call.Tenant, room, number, call.User, after, limit, call.Aborted) is not { } page)
        {
            return await rooms.Get(call.Tenant, room, call.User, call.Aborted) is null
                ? NativeErrors.RoomNotFound(room)
                : NativeErrors.MessageNotFound(room, number);
        }

        var next = page.HasMore && page.Readers is [.., var last] ? NativeValues.CursorOf(last.SeenAt, last.User.Value) : null;
        return call.Answer(
            StatusCodes.Status200OK,
            new(room.Value, number.Value, page.Total, [.. page.Readers.Select(Body)], next),
            NativeJsonContext.Default.ReceiptsBody);
    }

    private static ReaderBody Body(ReaderView reader) =>
        new(new(reader.User.Value, reader.ExternalId, reader.Username), reader.SeenAt.UtcDateTime);
}
