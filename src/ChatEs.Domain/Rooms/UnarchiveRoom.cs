namespace ChatEs.Domain.Rooms;

public sealed record UnarchiveRoom(RoomNumber Room, Actor By) : IRoomCommand<RoomUpdatedResult>
{
    public RoomNeeds Needs => RoomNeeds.Of(By);

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, By, out var existing) is { } refusal) return refusal;
        if (!existing.IsManagedBy(By)) return Refusals.NotAllowed("Only a moderator unarchives a room.");

        return existing is Room.Open
            ? Decision<RoomUpdatedResult>.Nothing(new(Room, Changed: false))
            : Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new RoomUnarchived());
    }
}
