using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

internal static class RoomRendering
{
    public static RoomBody Body(RoomView room) => new(
        room.Number.Value,
        NativeValues.Word(room.Kind),
        NativeValues.Word(room.Visibility),
        room.Name,
        room.Key,
        room.Creator?.Value,
        room.CreatedAt.UtcDateTime,
        room.LastMessage.Value,
        room.LastActivityAt.UtcDateTime,
        room.MemberCount,
        room.Unread);
}
