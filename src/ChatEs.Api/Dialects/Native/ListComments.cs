using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}/comments</c></summary>
internal sealed class ListComments(MessagePages pages, MessageQueries messages, RoomQueries rooms) : NativeOperation
{
    protected override Description Describe() => new Description("The comments of a message, oldest first.") { More = "Paged as the history is." }
        .Asking(MessagePages.QueryValues)
        .AnsweringTagged(NativeJsonContext.Default.MessagesBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        var request = MessagePages.Request(call);
        if (call.Problem is { } problem)
            return problem;
        if (await messages.One(call.Tenant, room, number, call.User, call.Aborted) is null)
            return await rooms.WhatIsMissing(call, room, number);
        return await pages.Answer(call, messages, room, request, new MessageFilter(Parent: number)) ? null : NativeErrors.RoomNotFound(room);
    }
}
