using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// The group room with a key, created where there is none, with the participants in it. However many callers race for a
/// key, they all get the same room.
/// </summary>
/// <param name="By">A user becomes participant and moderator of what he creates, and joins a public channel that was there.</param>
/// <param name="Name">Kept, like all that follows but the participants, only where this call creates the room.</param>
public sealed record GetOrCreateChannel(
    RoomNumber Room,
    Actor By,
    string Key,
    string Name,
    RoomVisibility Visibility,
    IReadOnlyList<UserNumber> Participants,
    string? Description = null,
    string? Options = null,
    string? AvatarUrl = null) : IRoomCommand<RoomGotResult>, IClaimName
{
    public sealed class Validator : AbstractValidator<GetOrCreateChannel>
    {
        public Validator()
        {
            RuleFor(c => c.Key).ExternalId();
            RuleFor(c => c.Name).Text(Validation.LongestName);
            RuleFor(c => c.Visibility).IsInEnum().WithMessage("A room is private or public.");
            RuleFor(c => c.Participants).Users(fewest: 0);
            RuleFor(c => c.Description).TextOrNone(Validation.LongestDescription);
            RuleFor(c => c.Options).TextOrNone(Validation.LongestDocument);
            RuleFor(c => c.AvatarUrl).UrlOrNone();
        }
    }

    /// <summary>The room is there: what is known of it is to be loaded, not supposed to be nothing.</summary>
    public bool IsThere { get; private init; }

    public bool StartsStream => !IsThere;

    public RoomNeeds Needs => RoomNeeds.Of(By, Participants) with { Names = true };

    public Reservation? Claimed => RoomNames.Key(Key, Room);

    public ICommand UponOwner(string kind, string owner) => this with { Room = RoomNames.OwnerOf(owner), IsThere = true };

    public Decision<RoomGotResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is Room.Existing existing) return Join(existing);
        if (Opening.Refuse(Room) is { } refusal) return refusal;

        var events = Opening.Of(
            new RoomCreated(Room, RoomKind.Channel, Visibility, By.User, new(Name, Key, Description, Options)),
            By.User, Participants, AvatarUrl);
        var added = events.OfType<ParticipantsAdded>().SelectMany(e => e.Users).ToList();
        return Decision<RoomGotResult>.Of(new(Room, Created: true, added, now), events).Reserving(Claimed!);
    }

    private Decision<RoomGotResult> Join(Room.Existing room)
    {
        // Between the question whose the key is and this decision it may have been given to another room. A room without
        // a key got it by this name all the same: only an erasure takes a key away, and leaves the reservation.
        if (room.Names.Key is { } key && key != Key)
            return new Refusal(RefusalCode.Conflict, $"The room with the key '{Key}' changed meanwhile; ask again.");

        // Not that there is none: he could have it created and would learn the truth by that.
        if (room.IsHiddenFrom(By)) return new Refusal(RefusalCode.AlreadyTaken, $"The room key '{Key}' is taken.");

        var wanted = By.User is { } user ? Participants.Prepend(user) : Participants;
        var added = wanted.Distinct().Where(u => !room.Member(u).Active).ToList();
        if (added.Count == 0) return Decision<RoomGotResult>.Nothing(new(Room, Created: false, []));
        if (room is Room.Archived) return Refusals.RoomArchived(Room);
        if (!room.IsModeratedBy(By) && added.Exists(u => u != By.User))
            return Refusals.NotAllowed("Only a moderator adds participants to a room.");

        return Decision<RoomGotResult>.Of(new(Room, Created: false, added), new ParticipantsAdded(added));
    }
}
