using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// Many messages in the order given, as one decision: nothing comes between them and a crash cannot part them. Posted one
/// by one with numbers foretold, a stranger's message in between would refuse the first and let the second pass.
/// A message that is refused is left out, and the others stand.
/// </summary>
public sealed record PostMessages(RoomNumber Room, IReadOnlyList<QueuedMessage> Messages) : IRoomCommand<MessagesPostedResult>
{
    public const int Most = 2_000;

    public sealed class Validator : AbstractValidator<PostMessages>
    {
        public Validator()
        {
            RuleFor(c => c.Messages).Cascade(CascadeMode.Stop).Must(messages => messages is { Count: >= 1 and <= Most })
                .WithMessage($"There must be 1 to {Most} messages.")
                .Must((c, messages) => messages.All(m => m.Message.Room == c.Room))
                .WithMessage("The messages must be of one room.")
                // Not RuleForEach: it spells a path for each of thousands of messages, which costs more than posting them.
                .Must(messages => messages.All(m => One.Validate(m.Message).IsValid))
                .WithMessage("Every message must be valid alone.");
        }

        private static readonly PostMessage.Validator One = new();
    }

    public RoomNeeds Needs => new(
        [.. Messages.Select(m => m.Message.Author).OfType<UserNumber>().Distinct()],
        [.. Messages.SelectMany(m => m.Message.Needs.Messages).Distinct()]);

    public Decision<MessagesPostedResult> Decide(Room room, DateTimeOffset now)
    {
        List<IDomainEvent> events = [];
        List<Reservation> names = [];
        var posted = new PostedOrRefused[Messages.Count];
        for (var i = 0; i < posted.Length; i++)
        {
            var message = Messages[i].Message;
            if (Messages[i].Answers is { } place && place < i && posted[place].Number is { } answered)
            {
                message = message with { ReplyTo = answered };
                room = room.With([], [new(answered, new MessageFacts(Messages[place].Message.Author, IsComment: false, Deleted: false))]);
            }

            var decision = message.Decide(room, now);
            posted[i] = new(decision.Result?.Number, decision.Refusal, message.ReplyTo);
            foreach (var e in decision.Events) room = Rooms.Room.Evolve(room, (RoomEvent)e);
            events.AddRange(decision.Events);
            names.AddRange(decision.Reservations);
        }

        return Decision<MessagesPostedResult>.Of(new(Room, posted), events).Reserving(names);
    }
}

/// <param name="Answers">
/// The place in the list of the message quoted, whose number nobody knows yet. Where that one was refused this one is
/// posted and quotes nothing.
/// </param>
public sealed record QueuedMessage(PostMessage Message, int? Answers = null);

/// <param name="Number">Null when refused.</param>
public readonly record struct PostedOrRefused(MessageNumber? Number, Refusal? Refusal, MessageNumber? ReplyTo);

/// <param name="Messages">In the order of the command.</param>
public sealed record MessagesPostedResult(RoomNumber Room, IReadOnlyList<PostedOrRefused> Messages);
