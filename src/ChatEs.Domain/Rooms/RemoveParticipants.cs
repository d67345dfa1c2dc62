using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>A moderator removes others; everybody may remove himself, which is leaving.</summary>
public sealed record RemoveParticipants(RoomNumber Room, Actor By, IReadOnlyList<UserNumber> Users)
    : IRoomCommand<ParticipantsChanged>
{
    public sealed class Validator : AbstractValidator<RemoveParticipants>
    {
        public Validator() => RuleFor(c => c.Users).Users(fewest: 1);
    }

    public RoomNeeds Needs => RoomNeeds.Of(By, Users);

    public Decision<ParticipantsChanged> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, By, out var existing) is { } refusal) return refusal;
        if (existing.Kind == RoomKind.Single) return Refusals.SingleRoomKeepsItsTwo(Room);

        var isLeaving = Users.All(user => user == By.User);
        if (!isLeaving && !existing.IsModeratedBy(By))
            return Refusals.NotAllowed("Only a moderator removes other participants from a room.");

        var removed = Users.Distinct().Where(user => existing.Member(user).Active).ToList();
        return removed.Count == 0
            ? Decision<ParticipantsChanged>.Nothing(new([]))
            : Decision<ParticipantsChanged>.Of(new(removed), new ParticipantsRemoved(removed));
    }
}
