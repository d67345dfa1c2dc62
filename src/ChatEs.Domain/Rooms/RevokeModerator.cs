namespace ChatEs.Domain.Rooms;

/// <summary>A moderator may revoke his own right, too. A room may be left without any: the tenant's server key moderates every room.</summary>
public sealed record RevokeModerator(RoomNumber Room, Actor By, UserNumber User) : IRoomCommand<ParticipantsChanged>
{
    public RoomNeeds Needs => RoomNeeds.Of(By, User);

    public Decision<ParticipantsChanged> Decide(Room room, DateTimeOffset now)
    {
        if (Moderation.Refuse(room, Room, By, User, out var member) is { } refusal) return refusal;

        return member.Moderator
            ? Decision<ParticipantsChanged>.Of(new([User]), new ModeratorRevoked(User))
            : Decision<ParticipantsChanged>.Nothing(new([]));
    }
}
