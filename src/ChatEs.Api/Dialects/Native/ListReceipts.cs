using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}/receipts</c>: how many have seen the message, and a page of them.</summary>
internal sealed class ListReceipts(RoomSources rooms) : NativeOperation
{
    private const int MostReaders = 1000;
    private const int UsualReaders = 100;

    protected override Description Describe() => new Description("How far a message has come, and who has seen it.")
        .Asking(QueryValue.Limit(MostReaders, UsualReaders), QueryValue.After)
        .WithPast()
        .Answering(NativeJsonContext.Default.ReceiptsBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        var limit = call.Limit(MostReaders, UsualReaders);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new UserNumber(cursor.Number) : (UserNumber?)null;
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Read(call, room, reads => Answer(call, reads, room, number, after, limit));
    }

    private static async Task<NativeProblem?> Answer(
        NativeCall call, RoomReads reads, RoomNumber room, MessageNumber number, UserNumber? after, int limit)
    {
        if (await reads.Receipts.Readers(call.Tenant, room, number, call.User, after, limit, call.Aborted) is not { } page)
            return await reads.Rooms.WhatIsMissing(call, room, number);

        var next = page.HasMore && page.Readers is [.., var last] ? NativeValues.CursorOf(last.SeenAt, last.User.Value) : null;
        MessageView[] messages = await reads.Messages.One(call.Tenant, room, number, call.User, call.Aborted) is { } message ? [message] : [];
        var status = await reads.Receipts.StatusOfPage(call.Tenant, room, messages, call.Aborted);
        return call.Answer(
            StatusCodes.Status200OK,
            new(room.Value, number.Value, Word(status.GetValueOrDefault(number)), page.Total, [.. page.Readers.Select(Body)], next),
            NativeJsonContext.Default.ReceiptsBody);
    }

    /// <summary>A deleted message is on its way to nobody.</summary>
    private static string Word(Delivery? delivery) => delivery?.Status switch
    {
        DeliveryStatus.Read => "read",
        DeliveryStatus.Received => "received",
        _ => "sent",
    };

    private static ReaderBody Body(ReaderView reader) =>
        new(new(reader.User.Value, reader.ExternalId, reader.Username), reader.SeenAt.UtcDateTime);
}
