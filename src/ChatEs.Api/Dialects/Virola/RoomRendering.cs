using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

internal static class RoomRendering
{
    /// <param name="peer">What the other one of a room of two is called.</param>
    public static RoomBody Body(RoomView room, string? peer) => new(
        room.CreatedAt.ToUnixTimeMilliseconds(),
        // It is what the client shows: a room of two without a name is called as the other one.
        room.Name.Length > 0 ? room.Name : peer ?? room.Key ?? "",
        (room.UpdatedAt ?? room.CreatedAt).ToUnixTimeMilliseconds(),
        room.Number.Value,
        room.Visibility == RoomVisibility.Public ? "Public" : "Private",
        room.Unread ?? 0,
        room.ArchivedAt is not null,
        room.Moderator ?? false,
        room.PinnedAt is not null,
        room.LastShown is { } last ? new(last.ShownAt.ToUnixTimeMilliseconds(), last.Number.IdIn(room.Number)) : null);
}
