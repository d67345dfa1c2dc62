namespace ChatEs.Domain.Rooms;

/// <summary>The two questions that begin every decision about a room.</summary>
internal static class RoomAccess
{
    /// <summary>Why <paramref name="by"/> may not look into the room; null when he may, and then <paramref name="existing"/> is the room.</summary>
    public static Refusal? DenyReading(this Room room, RoomNumber number, Actor by, out Room.Existing existing)
    {
        if (room is Room.Existing found && !found.IsHiddenFrom(by))
        {
            existing = found;
            return null;
        }

        existing = null!;
        return Refusals.RoomNotFound(number);
    }

    /// <summary>Why nobody, or not <paramref name="by"/>, may change what stands in the room; null when he may be let in.</summary>
    public static Refusal? DenyWriting(this Room room, RoomNumber number, Actor by, out Room.Open open)
    {
        if (room.DenyReading(number, by, out var existing) is { } hidden)
        {
            open = null!;
            return hidden;
        }

        open = (existing as Room.Open)!;
        return open is null ? Refusals.RoomArchived(number) : null;
    }
}
