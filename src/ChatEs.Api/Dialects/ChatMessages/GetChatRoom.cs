using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary><c>GET /chat-rooms/{id}</c></summary>
internal sealed class GetChatRoom(RoomQueries rooms, ChatRoomRendering rendering) : ChatMessagesOperation
{
    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        if (ChatMessagesCall.RoomOf(call.Id) is not { } number)
            return ChatMessagesErrors.RoomNotFound;
        if (await rooms.Get(call.Tenant, number, call.Account, call.Aborted) is not { } room)
            return await rooms.Hidden(call, number);
        await rendering.Answer(call, room);
        return null;
    }
}
