using System.Globalization;
using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <param name="Key">The caller's own key, unique within the tenant. A channel is found by it and must have one.</param>
/// <param name="Creator">Participant and moderator from the start; null when the server key creates it for others.</param>
public sealed record CreateRoom(
    RoomNumber Room,
    RoomKind Kind,
    RoomVisibility Visibility,
    string Name,
    string? Key,
    UserNumber? Creator,
    IReadOnlyList<UserNumber> Participants) : IRoomCommand<RoomCreatedResult>, IClaimName
{
    public sealed class Validator : AbstractValidator<CreateRoom>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum().WithMessage("A room is a group, a single room or a channel.");
            RuleFor(c => c.Visibility).IsInEnum().WithMessage("A room is private or public.");
            RuleFor(c => c.Name).Text(Validation.LongestName);
            RuleFor(c => c.Key).ExternalIdOrNone();
            RuleFor(c => c.Key).NotNull().When(c => c.Kind == RoomKind.Channel).WithMessage("A channel must have a key.");
            RuleFor(c => c.Participants).Users(fewest: 0);
            When(c => c.Kind == RoomKind.Single, () =>
            {
                RuleFor(c => c.Participants).Must((c, users) => users is null || c.Everybody().Count == 2)
                    .WithMessage("A single room has exactly two different participants.");
                RuleFor(c => c.Visibility).Equal(RoomVisibility.Private)
                    .WithMessage("A single room is private, else anybody could join its two.");
            });
        }
    }

    public bool StartsStream => true;

    public RoomNeeds Needs => RoomNeeds.None;

    public ICommand UponOwner(string kind, string owner) =>
        this with { Room = new RoomNumber(long.Parse(owner, CultureInfo.InvariantCulture)) };

    /// <summary>
    /// A room that is there already is answered too: it is how every caller of a race for one key, or for one pair of
    /// users, gets the one room that was created.
    /// </summary>
    public Decision<RoomCreatedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is Room.Open open)
        {
            return open.Kind == Kind
                ? Decision<RoomCreatedResult>.Nothing(new(open.Number, Created: false))
                : new Refusal(RefusalCode.AlreadyTaken, "The key belongs to a room of another kind.");
        }

        if (Room.Value > RoomNumber.Max)
            return new Refusal(RefusalCode.LimitReached, $"There can be no more than {RoomNumber.Max} rooms.");

        var everybody = Everybody();
        List<IDomainEvent> events = [new RoomCreated(Room, Kind, Visibility, Creator, new(Name, Key))];
        if (everybody.Count > 0) events.Add(new ParticipantsAdded(everybody));
        // The two of a single room are equals: neither may delete what the other wrote.
        if (Creator is { } creator && Kind != RoomKind.Single) events.Add(new ModeratorGranted(creator));

        return Decision<RoomCreatedResult>.Of(new(Room, Created: true, now), events).Reserving(Reservations(everybody));
    }

    private List<UserNumber> Everybody() =>
        (Creator is { } creator ? Participants.Prepend(creator) : Participants).Distinct().ToList();

    private List<Reservation> Reservations(List<UserNumber> everybody)
    {
        List<Reservation> names = [];
        if (Key is not null) names.Add(new("room_key", Key, Room.ToString()));
        if (Kind == RoomKind.Single)
        {
            var (one, other) = (everybody[0].Value, everybody[1].Value);
            names.Add(new("single_room", $"{Math.Min(one, other)}:{Math.Max(one, other)}", Room.ToString()));
        }

        return names;
    }
}

/// <param name="Created">False when the room was there already.</param>
/// <param name="At">When it was created by this command: a retry is answered with the same body long after.</param>
public sealed record RoomCreatedResult(RoomNumber Room, bool Created, DateTimeOffset? At = null);
