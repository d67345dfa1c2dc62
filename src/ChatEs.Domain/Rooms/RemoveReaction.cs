using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>A user takes his own reaction back.</summary>
public sealed record RemoveReaction(RoomNumber Room, UserNumber User, MessageNumber Number, string Emoji) : IRoomCommand<ReactionResult>
{
    public sealed class Validator : AbstractValidator<RemoveReaction>
    {
        public Validator() => RuleFor(c => c.Emoji).Emoji();
    }

    public RoomNeeds Needs => new([User], [Number]) { Reactions = [new(Number, User, Emoji)] };

    public Decision<ReactionResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyWriting(Room, User, out var open) is { } refusal) return refusal;
        if (open.Message(Number) is not { Deleted: false }) return Refusals.MessageNotFound(Room, Number);

        return open.Has(new Reaction(Number, User, Emoji))
            ? Decision<ReactionResult>.Of(new(Room, Number, Changed: true), new ReactionRemoved(Number, User, new(Emoji)))
            : Decision<ReactionResult>.Nothing(new(Room, Number, Changed: false));
    }
}
