using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary><c>GET /chat-rooms</c>: the rooms that the account is in, the one posted in last first.</summary>
internal sealed class FindChatRooms(RoomQueries rooms, ChatRoomRendering rendering) : ChatMessagesOperation
{
    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        var query = new FindValues(call.Http.Request.Query);
        var (limit, skip) = (query.Limit(), query.Skip());
        if (query.Problem is { } problem)
            return problem;
        var page = await rooms.PageOfUser(call.Tenant, call.Account, filter: null, skip, limit, call.Aborted);
        call.Total(page.Total, limit, skip);
        await rendering.Write(call, page.Rooms);
        return null;
    }
}
