using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>A user says to have seen messages. Who is not in a public room joins it by that; nobody joins an archived one.</summary>
public sealed record MarkSeen(RoomNumber Room, UserNumber User, MessageNumber From, MessageNumber To) : IRoomCommand<SeenResult>
{
    /// <summary>All from the first to this one; in an empty room that is 0.</summary>
    public static MarkSeen UpTo(RoomNumber room, UserNumber user, MessageNumber number) => new(room, user, First, number);

    public static MarkSeen One(RoomNumber room, UserNumber user, MessageNumber number) => new(room, user, number, number);

    public sealed class Validator : AbstractValidator<MarkSeen>
    {
        public Validator() => RuleFor(c => c.From).Must((c, from) => from <= c.To || c.IsUpToNothing)
            .WithMessage("The first message seen must not come after the last.");
    }

    public RoomNeeds Needs => new([User], []);

    public Decision<SeenResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, User, out var existing) is { } refusal) return refusal;

        var result = new SeenResult(Room, From, To);
        if (IsUpToNothing && existing.LastMessage == default) return Decision<SeenResult>.Nothing(result);
        if (From < First) return Refusals.MessageNotFound(Room, From);
        if (To < First || To > existing.LastMessage) return Refusals.MessageNotFound(Room, To);

        var seen = new MessagesSeen(User, From, To);
        var member = existing.Member(User);

        // Joining hangs on no lower bound: whoever comes back is in the room again, also where the act is not news.
        if (!member.Active)
        {
            return existing is Room.Archived
                ? Refusals.RoomArchived(Room)
                : Decision<SeenResult>.Of(result, new ParticipantsAdded([User]), seen);
        }

        return To <= member.SeenThrough ? Decision<SeenResult>.Nothing(result) : Decision<SeenResult>.Of(result, seen);
    }

    private static readonly MessageNumber First = new(1);

    private bool IsUpToNothing => From == First && To == default;
}

public sealed record SeenResult(RoomNumber Room, MessageNumber From, MessageNumber To);
