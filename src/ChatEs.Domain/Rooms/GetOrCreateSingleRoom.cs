using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// The one room of two users. However many callers race for a pair, in whichever order they name the two, they all get
/// the same room.
/// </summary>
/// <param name="Options">Kept only where this call creates the room.</param>
public sealed record GetOrCreateSingleRoom(
    RoomNumber Room, UserNumber One, UserNumber Other, UserNumber? Creator = null, string? Options = null)
    : IRoomCommand<RoomGotResult>, IClaimName
{
    public sealed class Validator : AbstractValidator<GetOrCreateSingleRoom>
    {
        public Validator()
        {
            RuleFor(c => c.Other).NotEqual(c => c.One).WithMessage("A single room has exactly two different participants.");
            RuleFor(c => c.Creator).Must((c, creator) => creator is null || creator == c.One || creator == c.Other)
                .WithMessage("Who opens a single room is one of its two.");
            RuleFor(c => c.Options).TextOrNone(Validation.LongestDocument);
        }
    }

    /// <summary>The room is there: what is known of it is to be loaded, not supposed to be nothing.</summary>
    public bool IsThere { get; private init; }

    public bool StartsStream => !IsThere;

    public RoomNeeds Needs => RoomNeeds.None;

    public Reservation? Claimed => RoomNames.Pair(One, Other, Room);

    public ICommand UponOwner(string kind, string owner) => this with { Room = RoomNames.OwnerOf(owner), IsThere = true };

    public Decision<RoomGotResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is Room.Existing existing) return Decision<RoomGotResult>.Nothing(new(existing.Number, Created: false, []));
        if (Opening.Refuse(Room) is { } refusal) return refusal;

        // The two are equals: neither moderates, so that neither may delete what the other wrote.
        var events = Opening.Of(
            new RoomCreated(Room, RoomKind.Single, RoomVisibility.Private, Creator, new("", null, null, Options)),
            moderator: null, [One, Other], avatarUrl: null);
        return Decision<RoomGotResult>.Of(new(Room, Created: true, [One, Other], now), events)
            .Reserving(Claimed!);
    }
}

/// <param name="Created">False when the room was there already.</param>
/// <param name="Added">Who is in the room by this call.</param>
/// <param name="At">When it was created by this call; null when it was there already.</param>
public sealed record RoomGotResult(RoomNumber Room, bool Created, IReadOnlyList<UserNumber> Added, DateTimeOffset? At = null);
