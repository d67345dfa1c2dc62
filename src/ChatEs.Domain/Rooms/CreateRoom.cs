using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>Opens a group room. One that has the key already is a refusal.</summary>
/// <param name="Key">The caller's own key, unique within the tenant.</param>
/// <param name="Creator">Null when the server key creates it for nobody in particular.</param>
/// <param name="CreatorJoins">
/// The creator is in the room and moderates it. Where false he does so only if he is among the participants.
/// </param>
public sealed record CreateRoom(
    RoomNumber Room,
    RoomVisibility Visibility,
    string Name,
    string? Key,
    UserNumber? Creator,
    IReadOnlyList<UserNumber> Participants,
    string? Description = null,
    string? Options = null,
    string? AvatarUrl = null,
    bool CreatorJoins = true) : IRoomCommand<RoomCreatedResult>
{
    public sealed class Validator : AbstractValidator<CreateRoom>
    {
        public Validator()
        {
            RuleFor(c => c.Visibility).IsInEnum().WithMessage("A room is private or public.");
            RuleFor(c => c.Name).Text(Validation.LongestName);
            RuleFor(c => c.Key).ExternalIdOrNone();
            RuleFor(c => c.Participants).Users(fewest: 0);
            RuleFor(c => c.Description).TextOrNone(Validation.LongestDescription);
            RuleFor(c => c.Options).TextOrNone(Validation.LongestDocument);
            RuleFor(c => c.AvatarUrl).UrlOrNone();
        }
    }

    public bool StartsStream => true;

    public RoomNeeds Needs => RoomNeeds.None;

    public Decision<RoomCreatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is Room.Existing) return new Refusal(RefusalCode.AlreadyTaken, $"There is a room {Room} already.");
        if (Opening.Refuse(Room) is { } refusal) return refusal;

        var moderator = Creator is { } creator && (CreatorJoins || Participants.Contains(creator)) ? Creator : null;
        var events = Opening.Of(
            new RoomCreated(Room, RoomKind.Group, Visibility, Creator, new(Name, Key, Description, Options)),
            moderator, Participants, AvatarUrl);
        var decision = Decision<RoomCreatedResult>.Of(new(Room, now), events);
        return Key is null ? decision : decision.Reserving(RoomNames.Key(Key, Room));
    }
}

/// <param name="At">When it was created: a retry is answered with the same body long after.</param>
public sealed record RoomCreatedResult(RoomNumber Room, DateTimeOffset At);

/// <summary>The events that open a room of whatever kind.</summary>
internal static class Opening
{
    public static Refusal? Refuse(RoomNumber room) => room.Value > RoomNumber.Max
        ? new(RefusalCode.LimitReached, $"There can be no more than {RoomNumber.Max} rooms.")
        : null;

    /// <param name="moderator">In the room from the start, and its first moderator.</param>
    public static List<IDomainEvent> Of(
        RoomCreated created, UserNumber? moderator, IReadOnlyList<UserNumber> participants, string? avatarUrl)
    {
        List<IDomainEvent> events = [created];
        if (avatarUrl is not null) events.Add(new RoomAvatarSet(null, Avatar.At(avatarUrl).Personal));

        var everybody = (moderator is { } first ? participants.Prepend(first) : participants).Distinct().ToList();
        if (everybody.Count > 0) events.Add(new ParticipantsAdded(everybody));
        if (moderator is { } granted) events.Add(new ModeratorGranted(granted));
        return events;
    }
}
