using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>A user reacts to a message. Who is not in a public room joins it by that.</summary>
/// <param name="Emoji">An emoji or its short name, as the client writes it; 1 to 64 characters.</param>
public sealed record AddReaction(RoomNumber Room, UserNumber User, MessageNumber Number, string Emoji)
    : IRoomCommand<ReactionResult>, IUponMessage
{
    public sealed class Validator : AbstractValidator<AddReaction>
    {
        public Validator() => RuleFor(c => c.Emoji).Emoji();
    }

    public RoomNeeds Needs => new([User], [Number]) { Reactions = [new(Number, User, Emoji)] };

    public IRoomCommand Upon(MessageNumber number) => this with { Number = number };

    public Decision<ReactionResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyWriting(Room, User, out var open) is { } refusal) return refusal;
        if (open.Message(Number) is not { Deleted: false }) return Refusals.MessageNotFound(Room, Number);
        if (open.Has(new Reaction(Number, User, Emoji))) return Decision<ReactionResult>.Nothing(new(Room, Number, Changed: false));

        var result = new ReactionResult(Room, Number, Changed: true);
        var added = new ReactionAdded(Number, User, new(Emoji));
        return open.Member(User).Active
            ? Decision<ReactionResult>.Of(result, added)
            : Decision<ReactionResult>.Of(result, new ParticipantsAdded([User]), added);
    }
}

public sealed record ReactionResult(RoomNumber Room, MessageNumber Number, bool Changed);
