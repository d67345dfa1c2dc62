using FluentValidation;

namespace ChatEs.Domain.Rooms;

public sealed record AddParticipants(RoomNumber Room, Actor By, IReadOnlyList<UserNumber> Users)
    : IRoomCommand<ParticipantsChanged>
{
    public sealed class Validator : AbstractValidator<AddParticipants>
    {
        public Validator() => RuleFor(c => c.Users).Users(fewest: 1);
    }

    public RoomNeeds Needs => RoomNeeds.Of(By, Users);

    public Decision<ParticipantsChanged> Decide(Room room, DateTimeOffset now)
    {
        if (room is not Room.Open open || open.IsHiddenFrom(By)) return Refusals.RoomNotFound(Room);
        if (open.Kind == RoomKind.Single) return Refusals.SingleRoomKeepsItsTwo(Room);
        if (!open.IsModeratedBy(By)) return Refusals.NotAllowed("Only a moderator adds participants to a room.");

        var added = Users.Distinct().Where(user => !open.Member(user).Active).ToList();
        return added.Count == 0
            ? Decision<ParticipantsChanged>.Nothing(new([]))
            : Decision<ParticipantsChanged>.Of(new(added), new ParticipantsAdded(added));
    }
}

/// <param name="Users">Those for whom it changed something.</param>
public sealed record ParticipantsChanged(IReadOnlyList<UserNumber> Users);
