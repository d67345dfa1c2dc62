namespace ChatEs.Domain.Rooms;

public sealed record UnpinRoom(RoomNumber Room, UserNumber User) : IRoomCommand<RoomUpdatedResult>
{
    public RoomNeeds Needs => new([User], []) { Pins = [User] };

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, User, out var existing) is { } refusal) return refusal;

        return existing.IsPinnedBy(User)
            ? Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new RoomUnpinned(User))
            : Decision<RoomUpdatedResult>.Nothing(new(Room, Changed: false));
    }
}
