using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <param name="Avatar"><see cref="Domain.Avatar.None"/> takes the old one away.</param>
public sealed record SetRoomAvatar(RoomNumber Room, Actor By, Avatar Avatar) : IRoomCommand<RoomUpdatedResult>
{
    public sealed class Validator : AbstractValidator<SetRoomAvatar>
    {
        public Validator() => RuleFor(c => c.Avatar).Avatar();
    }

    public RoomNeeds Needs => RoomNeeds.Of(By) with { Avatar = true };

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyWriting(Room, By, out var open) is { } refusal) return refusal;
        if (open.Kind == RoomKind.Single) return Refusals.SingleRoomHasNone(Room, "avatar");
        if (!open.IsModeratedBy(By)) return Refusals.NotAllowed("Only a moderator changes a room.");

        return open.Avatar == Avatar
            ? Decision<RoomUpdatedResult>.Nothing(new(Room, Changed: false))
            : Decision<RoomUpdatedResult>.Of(new(Room, Changed: true), new RoomAvatarSet(Avatar.File, Avatar.Personal));
    }
}
