using FluentValidation;

namespace ChatEs.Domain.Rooms;

// The hot path of the service: no LINQ, and nothing allocated but what is kept.

/// <param name="Author">Null for a system message only. Who is not in a public room joins it by posting.</param>
/// <param name="ReplyTo">The message quoted.</param>
/// <param name="Parent">The message commented on.</param>
/// <param name="ClaimedAt">When the client says it was written.</param>
/// <param name="ReserveId">The client chose the id, so that it may be taken.</param>
/// <param name="ExpectedNumber">The number the message must get, else it is not posted.</param>
public sealed record PostMessage(
    RoomNumber Room,
    Guid Id,
    UserNumber? Author,
    MessageKind Kind,
    string Text,
    MessageNumber? ReplyTo = null,
    MessageNumber? Parent = null,
    DateTimeOffset? ClaimedAt = null,
    bool ReserveId = false,
    MessageNumber? ExpectedNumber = null) : IRoomCommand<MessagePostedResult>
{
    public sealed class Validator : AbstractValidator<PostMessage>
    {
        public Validator()
        {
            RuleFor(c => c.Text).Text(Validation.LongestMessage);
            RuleFor(c => c.Kind).Must(kind => kind is MessageKind.Text or MessageKind.System)
                .WithMessage("A message is a text or a system message.");
            RuleFor(c => c.Author).Must((c, author) => author is null == (c.Kind == MessageKind.System))
                .WithMessage("A system message has no author, every other message has one.");
        }
    }

    /// <summary>Not kept in a field: it would be part of the record's equality and go stale in a copy by <c>with</c>.</summary>
    public RoomNeeds Needs => new(
        Author is { } author ? [author] : [],
        (ReplyTo, Parent) switch
        {
            (null, null) => [],
            ({ } reply, null) => [reply],
            (null, { } parent) => [parent],
            ({ } reply, { } parent) => [reply, parent],
        });

    public Decision<MessagePostedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is not Room.Open open || (Author is { } known && open.IsHiddenFrom(known)))
            return Refusals.RoomNotFound(Room);

        var number = open.LastMessage.Next;
        if (Refuse(open, number, now) is { } refusal) return refusal;

        var posted = new MessagePosted(number, Id, Author, Kind, ReplyTo, Parent, new(Text, CutToStore(ClaimedAt)));
        var result = new MessagePostedResult(Room, number, Id, now);
        var decision = Author is { } author && !open.Member(author).Active
            ? Decision<MessagePostedResult>.Of(result, new ParticipantsAdded([author]), posted)
            : Decision<MessagePostedResult>.Of(result, posted);

        return ReserveId ? decision.Reserving(new Reservation("message_id", Id.ToString("D"), $"{Room}/{number}")) : decision;
    }

    private Refusal? Refuse(Room.Open open, MessageNumber number, DateTimeOffset now)
    {
        if (ExpectedNumber is { } expected && expected != number)
            return new(RefusalCode.Conflict, $"The next message of room {Room} is number {number}, expected {expected}.");

        if (number.Value > MessageNumber.Max)
            return new(RefusalCode.LimitReached, $"Room {Room} is full: it has {MessageNumber.Max} messages.");

        if (ReplyTo is { } reply && open.Message(reply) is not { Deleted: false })
            return Refusals.MessageNotFound(Room, reply);

        if (Parent is { } parent)
        {
            if (open.Message(parent) is not { Deleted: false } facts) return Refusals.MessageNotFound(Room, parent);
            if (facts.IsComment) return Refusals.Invalid(nameof(Parent), $"Message {parent} is a comment itself.");
        }

        return RefuseClaim(now);
    }

    private Refusal? RefuseClaim(DateTimeOffset now)
    {
        if (ClaimedAt is not { } claimed) return null;
        if (claimed.UtcDateTime.Year < 1970) return Refusals.Invalid(nameof(ClaimedAt), "The claimed time is before 1970.");

        return claimed > now + FurthestAhead
            ? Refusals.Invalid(nameof(ClaimedAt), "The claimed time is more than 5 minutes ahead.")
            : null;
    }

    /// <summary>
    /// In UTC and whole microseconds, which is what PostgreSQL keeps: the hash of the event is taken over what is stored.
    /// </summary>
    private static DateTimeOffset? CutToStore(DateTimeOffset? time) => time is { } claimed
        ? claimed.ToUniversalTime().AddTicks(-(claimed.UtcTicks % TimeSpan.TicksPerMicrosecond))
        : null;

    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(5);
}

public sealed record MessagePostedResult(RoomNumber Room, MessageNumber Number, Guid Id, DateTimeOffset PostedAt);
