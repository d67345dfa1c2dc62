namespace ChatEs.Domain.Rooms;

/// <summary>The room is read from now on, and takes no messages until it is unarchived.</summary>
public sealed record ArchiveRoom(RoomNumber Room, Actor By) : IRoomCommand<RoomUpdatedResult>
{
    public RoomNeeds Needs => RoomNeeds.Of(By);

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, By, out var existing) is { } refusal) return refusal;
        if (!existing.IsManagedBy(By)) return Refusals.NotAllowed("Only a moderator archives a room.");

        return existing is Room.Archived
            ? Decision<RoomUpdatedResult>.Nothing(new(Room, Changed: false))
            : Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new RoomArchived());
    }
}
