using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>A moderator adds others; to a public room everybody may add himself, which is joining.</summary>
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
        if (room.DenyWriting(Room, By, out var open) is { } refusal) return refusal;
        if (open.Kind == RoomKind.Single) return Refusals.SingleRoomKeepsItsTwo(Room);

        var isJoining = Users.All(user => user == By.User);
        if (!isJoining && !open.IsModeratedBy(By)) return Refusals.NotAllowed("Only a moderator adds others to a room.");

        var added = Users.Distinct().Where(user => !open.Member(user).Active).ToList();
        return added.Count == 0
            ? Decision<ParticipantsChanged>.Nothing(new([]))
            : Decision<ParticipantsChanged>.Of(new(added), new ParticipantsAdded(added));
    }
}

/// <param name="Users">Those for whom it changed something.</param>
public sealed record ParticipantsChanged(IReadOnlyList<UserNumber> Users);
