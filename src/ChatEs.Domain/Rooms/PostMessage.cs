using FluentValidation;

namespace ChatEs.Domain.Rooms;

// The hot path of the service: no LINQ, and nothing allocated but what is kept.

/// <param name="Author">Null for a system message only. Who is not in a public room joins it by posting.</param>
/// <param name="ReplyTo">The message quoted.</param>
/// <param name="Parent">The message commented on.</param>
/// <param name="ClaimedAt">When the client says it was written.</param>
/// <param name="ReserveId">The client chose the id, so that it may be taken.</param>
/// <param name="ExpectedNumber">The number the message must get, else it is not posted.</param>
/// <param name="Details">What most messages have not.</param>
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
    MessageNumber? ExpectedNumber = null,
    MessageDetails? Details = null) : IRoomCommand<MessagePostedResult>, IUponMessage, IClaimName
{
    /// <summary>The kind of name that an id is reserved as.</summary>
    public const string IdKind = "message_id";

    public sealed class Validator : AbstractValidator<PostMessage>
    {
        public Validator()
        {
            RuleFor(c => c.Text).Text(Validation.LongestMessage);
            RuleFor(c => c.Kind).IsInEnum().WithMessage("A message is a text, an image, a file, a system or an offline message.");
            RuleFor(c => c.Author).Must((c, author) => author is null == (c.Kind == MessageKind.System))
                .WithMessage("A system message has no author, every other message has one.");
            RuleFor(c => c.Details).SetValidator(new MessageDetails.Validator()!).When(c => c.Details is not null);
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

    /// <summary>An id that was not made here is reserved whoever says what: so an id that is not reserved can only be met by its like.</summary>
    private bool ReservesId => ReserveId || !MessageIds.MayBeMadeHere(Id);

    /// <summary>Of an id that may have been made here it does not say enough: that is looked for among the messages.</summary>
    public Reservation? Claimed => MessageIds.MayBeMadeHere(Id) ? null : RoomNames.MessageId(Id, Room, default);

    public ICommand? UponOwner(string kind, string owner) => null;

    public IRoomCommand Upon(MessageNumber number) => this with { ReplyTo = number };

    public Decision<MessagePostedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyWriting(Room, new Actor(Author), out var open) is { } denied) return denied;

        var number = open.LastMessage.Next;
        if (Refuse(open, number, now) is { } refusal) return refusal;

        var posted = Details is null
            ? new MessagePosted(number, Id, Author, Kind, ReplyTo, Parent, new(Text, ClaimedTime.CutToStore(ClaimedAt)))
            : Details.Post(this, number);
        var result = new MessagePostedResult(Room, number, Id, now);
        var decision = Author is { } author && !open.Member(author).Active
            ? Decision<MessagePostedResult>.Of(result, new ParticipantsAdded([author]), posted)
            : Decision<MessagePostedResult>.Of(result, posted);

        return ReservesId || Details?.Files.Count > 0 ? decision.Reserving(Names(number)) : decision;
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

        return ClaimedTime.Refuse(ClaimedAt, now);
    }

    private List<Reservation> Names(MessageNumber number)
    {
        List<Reservation> names = [];
        if (ReservesId) names.Add(RoomNames.MessageId(Id, Room, number));
        foreach (var file in Details?.Files ?? []) names.Add(RoomNames.File(file.File.Number, Room, number));
        return names;
    }
}

public sealed record MessagePostedResult(RoomNumber Room, MessageNumber Number, Guid Id, DateTimeOffset PostedAt);
