using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>Changes what a group room is called and about. Null leaves a member as it is.</summary>
/// <param name="Key">Another room may take the old one as soon as this is stored; a key is changed, never taken away.</param>
public sealed record UpdateRoom(
    RoomNumber Room, Actor By, string? Name = null, string? Key = null, string? Description = null, string? Options = null,
    string? AvatarUrl = null)
    : IRoomCommand<RoomUpdatedResult>
{
    public sealed class Validator : AbstractValidator<UpdateRoom>
    {
        public Validator()
        {
            RuleFor(c => c.Name).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Key).ExternalIdOrNone();
            RuleFor(c => c.Description).TextOrNone(Validation.LongestDescription);
            RuleFor(c => c.Options).TextOrNone(Validation.LongestDocument);
            RuleFor(c => c.AvatarUrl).UrlOrNone();
        }
    }

    public RoomNeeds Needs => RoomNeeds.Of(By) with { Names = true, Avatar = true };

    public Decision<RoomUpdatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyWriting(Room, By, out var open) is { } refusal) return refusal;
        if (open.Kind == RoomKind.Single) return Refusals.SingleRoomHasNone(Room, "name");
        if (!open.IsModeratedBy(By)) return Refusals.NotAllowed("Only a moderator changes a room.");

        var old = open.Names;
        var names = new RoomPersonal(Name ?? old.Name, Key ?? old.Key, Description ?? old.Description, Options ?? old.Options);
        var avatar = AvatarUrl is null ? open.Avatar : Avatar.At(AvatarUrl);

        List<IDomainEvent> events = [];
        if (names != old) events.Add(new RoomUpdated(names));
        if (avatar != open.Avatar) events.Add(new RoomAvatarSet(null, avatar.Personal));

        var decision = Decision<RoomUpdatedResult>.Of(new(Room, Changed: events.Count > 0), events);
        if (names.Key == old.Key) return decision;

        decision = decision.Reserving(RoomNames.Key(names.Key!, Room));
        return old.Key is null ? decision : decision.Releasing(RoomNames.Key(old.Key, Room));
    }
}

public sealed record RoomUpdatedResult(RoomNumber Room, bool Changed);
