namespace ChatEs.Domain.Rooms;

/// <summary>A user keeps the room at the top of his own list. Who is not in a public room joins it by that; nobody joins an archived one.</summary>
public sealed record PinRoom(RoomNumber Room, UserNumber User) : IRoomCommand<RoomUpdatedResult>
{
    public RoomNeeds Needs => new([User], []) { Pins = [User] };

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, User, out var existing) is { } refusal) return refusal;
        if (existing.IsPinnedBy(User)) return Decision<RoomUpdatedResult>.Nothing(new(Room, Changed: false));
        if (existing.Member(User).Active) return Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new RoomPinned(User));

        return existing is Room.Archived
            ? Refusals.RoomArchived(Room)
            : Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new ParticipantsAdded([User]), new RoomPinned(User));
    }
}
