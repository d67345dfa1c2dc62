using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}</c></summary>
internal sealed class GetMessage(RoomSources rooms, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("One message.")
        .WithPast()
        .AnsweringTagged(NativeJsonContext.Default.MessageBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Read(call, room, async reads => await reads.Messages.One(call.Tenant, room, number, call.User, call.Aborted) is { } message
            ? call.AnswerTagged(MessageRendering.Body(message, await urls.For(call.Http.Request)), NativeJsonContext.Default.MessageBody)
            : await reads.Rooms.WhatIsMissing(call, room, number));
    }
}

internal static class MissingMessages
{
    /// <summary>The room where that is hidden from the caller too: he must not learn that it is there.</summary>
    public static async Task<NativeProblem> WhatIsMissing(this RoomQueries rooms, NativeCall call, Domain.RoomNumber room, Domain.MessageNumber number) =>
        await rooms.Get(call.Tenant, room, call.User, call.Aborted) is null
            ? NativeErrors.RoomNotFound(room)
            : NativeErrors.MessageNotFound(room, number);
}
