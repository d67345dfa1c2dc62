using System.Globalization;

namespace ChatEs.Domain.Rooms;

/// <summary>The names that rooms reserve: which of them belongs to whom is settled under the head of the log.</summary>
internal static class RoomNames
{
    public static Reservation Key(string key, RoomNumber room) => new("room_key", key, room.ToString());

    public static Reservation Pair(UserNumber one, UserNumber other, RoomNumber room) =>
        new("single_room", $"{Math.Min(one.Value, other.Value)}:{Math.Max(one.Value, other.Value)}", room.ToString());

    public static Reservation MessageId(Guid id, RoomNumber room, MessageNumber number) =>
        new(PostMessage.IdKind, id.ToString("D"), $"{room}/{number}");

    /// <summary>One edit of an import, so that a second run does not edit again.</summary>
    public static Reservation EditId(Guid id, RoomNumber room, MessageNumber number) =>
        new("edit_id", id.ToString("D"), $"{room}/{number}");

    /// <summary>A file belongs to one message at most, for good.</summary>
    public static Reservation File(FileNumber file, RoomNumber room, MessageNumber number) =>
        new("file", file.ToString(), $"{room}/{number}");

    public static RoomNumber OwnerOf(string reservation) => new(long.Parse(reservation, CultureInfo.InvariantCulture));
}
