namespace ChatEs.Domain.Rooms;

public sealed record GrantModerator(RoomNumber Room, Actor By, UserNumber User) : IRoomCommand<ParticipantsChanged>
{
    public RoomNeeds Needs => RoomNeeds.Of(By, User);

    public Decision<ParticipantsChanged> Decide(Room room, DateTimeOffset now)
    {
        if (Moderation.Refuse(room, Room, By, User, out var member) is { } refusal) return refusal;

        return member.Moderator
            ? Decision<ParticipantsChanged>.Nothing(new([]))
            : Decision<ParticipantsChanged>.Of(new([User]), new ModeratorGranted(User));
    }
}

/// <summary>What granting and revoking the right to moderate have in common.</summary>
internal static class Moderation
{
    public static Refusal? Refuse(Room room, RoomNumber number, Actor by, UserNumber user, out Membership member)
    {
        member = default;
        if (room.DenyReading(number, by, out var existing) is { } refusal) return refusal;
        if (existing.Kind == RoomKind.Single) return Refusals.SingleRoomHasNone(number, "moderators");
        if (!existing.IsModeratedBy(by)) return Refusals.NotAllowed("Only a moderator says who moderates a room.");

        member = existing.Member(user);
        return member.Active ? null : Refusals.NotAParticipant(user, number);
    }
}
