using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>Every message up to one has reached a device of the user. Only a participant is sent anything.</summary>
public sealed record MarkDelivered(RoomNumber Room, UserNumber User, MessageNumber UpTo) : IRoomCommand<DeliveredResult>
{
    public sealed class Validator : AbstractValidator<MarkDelivered>
    {
        public Validator() => RuleFor(c => c.UpTo).Must(upTo => upTo.Value >= 1).WithMessage("Messages are numbered from 1.");
    }

    public RoomNeeds Needs => new([User], []);

    public Decision<DeliveredResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, User, out var existing) is { } refusal) return refusal;
        if (existing.Member(User) is not { Active: true } member) return Refusals.NotAParticipant(User, Room);
        if (UpTo > existing.LastMessage) return Refusals.MessageNotFound(Room, UpTo);

        // What was seen has been delivered, whoever forgot to say so.
        return UpTo <= member.DeliveredThrough || UpTo <= member.SeenThrough
            ? Decision<DeliveredResult>.Nothing(new(Room, UpTo))
            : Decision<DeliveredResult>.Of(new(Room, UpTo), new MessagesDelivered(User, UpTo));
    }
}

public sealed record DeliveredResult(RoomNumber Room, MessageNumber UpTo);
