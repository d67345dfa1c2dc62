using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>
/// Who may not look into a room is told so if it is one of his own tenant: the document knows 403. Another tenant's room is
/// no room.
/// </summary>
internal static class ChatRoomDoor
{
    public static async Task<ChatMessagesProblem?> WhyNot(this RoomQueries rooms, ChatMessagesCall call, RoomNumber room) =>
        await rooms.IsVisible(call.Tenant, room, call.Account, call.Aborted) ? null : await rooms.Hidden(call, room);

    /// <summary>For a room that the account was refused.</summary>
    public static async Task<ChatMessagesProblem> Hidden(this RoomQueries rooms, ChatMessagesCall call, RoomNumber room) =>
        await rooms.IsVisible(call.Tenant, room, viewer: null, call.Aborted)
            ? ChatMessagesErrors.NotAParticipant
            : ChatMessagesErrors.RoomNotFound;
}
