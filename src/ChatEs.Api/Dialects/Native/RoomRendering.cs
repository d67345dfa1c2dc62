using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

internal static class RoomRendering
{
    public static RoomBody Body(RoomView room, FileUrls urls) => new(
        room.Number.Value,
        NativeValues.Word(room.Kind),
        NativeValues.Word(room.Visibility),
        room.Name,
        room.Key,
        room.Description,
        RawJson.Of(room.Options),
        Avatar(room.Avatar, urls),
        room.Creator?.Value,
        room.CreatedAt.UtcDateTime,
        room.UpdatedAt?.UtcDateTime,
        room.ArchivedAt?.UtcDateTime,
        room.LastMessage.Value,
        room.LastShown is { } last ? new(last.Number.Value, last.ShownAt.UtcDateTime) : null,
        room.LastActivityAt.UtcDateTime,
        room.MemberCount,
        room.Moderator,
        room.PinnedAt?.UtcDateTime,
        room.Unread);

    public static RoomsBody Page(RoomPage page, FileUrls urls) => new(
        [.. page.Rooms.Select(room => Body(room, urls))],
        page.HasMore && page.Rooms is [.., var last] ? NativeValues.CursorOf(last.LastActivityAt, last.Number.Value) : null);

    public static AvatarBody? Avatar(Avatar? avatar, FileUrls urls) => urls.Of(avatar) is { } url
        ? new(url, avatar!.File?.Number.Value, avatar.FileName, avatar.File?.ContentType, avatar.File?.Size, avatar.File?.Width, avatar.File?.Height)
        : null;
}
