using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// Many commands about one room in the order given, as one decision: nothing comes between them and a crash cannot part
/// them. Sent one by one with numbers foretold, a stranger's message in between would refuse the first and let the
/// second pass. A command that is refused is left out, and the others stand.
/// </summary>
public sealed record InOrder(RoomNumber Room, IReadOnlyList<Queued> Commands) : IRoomCommand<CarriedOutInOrder>
{
    public const int Most = 2_000;

    public sealed class Validator : AbstractValidator<InOrder>
    {
        public Validator()
        {
            RuleFor(c => c.Commands).Cascade(CascadeMode.Stop).Must(commands => commands is { Count: >= 1 and <= Most })
                .WithMessage($"There must be 1 to {Most} commands.")
                .Must(commands => commands.All(queued => queued?.Command is not null))
                .WithMessage("A command is missing.")
                .Must((c, commands) => commands.All(queued => queued.Command.Room == c.Room))
                .WithMessage("The commands must be about one room.")
                .Must(commands => commands.All(queued => queued.Upon is null || queued.Command is IUponMessage))
                .WithMessage("A command that names the place of a message must be about a message.")
                .Must(commands => commands.Index().All(c => IsBefore(c.Item.Upon, c.Index) && IsBefore(c.Item.With, c.Index)))
                .WithMessage("A place that a command names must be before its own.")
                // Not RuleForEach: it spells a path for each of thousands of commands, which costs more than carrying them out.
                .Must(commands => commands.All(queued => IsValidAlone(queued.Command)))
                .WithMessage("Every command must be valid alone.");
        }

        private static readonly PostMessage.Validator Posts = new();
        private static readonly EditMessage.Validator Edits = new();
        private static readonly AddReaction.Validator Reactions = new();
        private static readonly AddParticipants.Validator Joins = new();
        private static readonly RemoveParticipants.Validator Leaves = new();
        private static readonly UpdateRoom.Validator Updates = new();

        private static bool IsBefore(int? place, int own) => place is null || (place >= 0 && place < own);

        private static bool IsValidAlone(IRoomCommand command) => command switch
        {
            PostMessage post => Posts.Validate(post).IsValid,
            EditMessage edit => Edits.Validate(edit).IsValid,
            AddReaction reaction => Reactions.Validate(reaction).IsValid,
            AddParticipants join => Joins.Validate(join).IsValid,
            RemoveParticipants leave => Leaves.Validate(leave).IsValid,
            UpdateRoom update => Updates.Validate(update).IsValid,
            DeleteMessage => true,
            _ => false,
        };
    }

    public RoomNeeds Needs
    {
        get
        {
            var needs = Commands.Select(queued => queued.Command.Needs).ToList();
            return new(
                [.. needs.SelectMany(n => n.Users).Distinct()],
                // The message of a command that names a place is not there yet.
                [.. Commands.Where(q => q.Upon is null || q.Command is PostMessage).SelectMany(q => q.Command.Needs.Messages).Distinct()])
            {
                Reactions = [.. Commands.Where(q => q.Upon is null).SelectMany(q => q.Command.Needs.Reactions).Distinct()],
                Names = needs.Exists(n => n.Names),
                Avatar = needs.Exists(n => n.Avatar),
            };
        }
    }

    public Decision<CarriedOutInOrder> Decide(Room room, DateTimeOffset now)
    {
        List<IDomainEvent> events = [];
        var names = new NamesInOrder();
        var done = new CarriedOut[Commands.Count];
        for (var i = 0; i < done.Length; i++)
        {
            if (FallsWith(Commands[i], done) || Resolve(Commands[i], done, ref room) is not { } command)
            {
                done[i] = new(null, null, new(RefusalCode.MessageNotFound, "The message was refused itself."));
                continue;
            }

            var decision = command.Decide(room, now);
            done[i] = new(command, (decision.Result as MessagePostedResult)?.Number, decision.Refusal);
            foreach (var e in decision.Events) room = Evolve(room, (RoomEvent)e);
            events.AddRange(decision.Events);
            names.Add(decision);
        }

        return Decision<CarriedOutInOrder>.Of(new(Room, done), events).Reserving(names.Wanted).Releasing(names.Given);
    }

    /// <summary>
    /// What the list posts is known to the rest of it: a command may name the number that it gets, and nobody can load a
    /// message that is not stored yet.
    /// </summary>
    private static Room Evolve(Room room, RoomEvent e)
    {
        room = Rooms.Room.Evolve(room, e);
        return e is not MessagePosted posted
            ? room
            : room.With(RoomPoints.None with
            {
                Messages = RoomPoints.None.Messages.SetItem(
                    posted.Number, new(posted.Author, IsComment: posted.Parent is not null, Deleted: false)),
            });
    }

    private static bool FallsWith(Queued queued, CarriedOut[] done) =>
        queued.With is { } place && (place >= done.Length || done[place] is not { Command: not null, Refusal: null });

    /// <summary>
    /// Puts the number of the message in that is at another place of the list. A reply to a message that was refused is
    /// posted and quotes nothing; what else is about it falls with it.
    /// </summary>
    private static IRoomCommand? Resolve(Queued queued, CarriedOut[] done, ref Room room)
    {
        if (queued.Upon is not { } place) return queued.Command;
        if (done[place] is not { Number: { } number }) return queued.Command as PostMessage;

        // Nobody can have reacted to it yet but by this list, and that is known already.
        var command = ((IUponMessage)queued.Command).Upon(number);
        room = room.With(RoomPoints.None with
        {
            Reactions = RoomPoints.None.Reactions.AddRange(command.Needs.Reactions.Select(r => KeyValuePair.Create(r, false))),
        });
        return command;
    }
}

/// <param name="Upon">The place in the list, before this one, of the message that it is about, whose number nobody knows yet.</param>
/// <param name="With">The place, before this one, of the command without which this one must not be carried out either.</param>
public sealed record Queued(IRoomCommand Command, int? Upon = null, int? With = null);

/// <param name="Command">As it was decided, the message's number in it; null when it could not be.</param>
/// <param name="Number">Of the message that it posted.</param>
public readonly record struct CarriedOut(IRoomCommand? Command, MessageNumber? Number, Refusal? Refusal);

/// <param name="Commands">In the order of the command.</param>
public sealed record CarriedOutInOrder(RoomNumber Room, IReadOnlyList<CarriedOut> Commands);

/// <summary>
/// What a list takes and gives up in the end. A name that it takes and gives up again is neither: the store takes before it
/// gives up, and would find the name taken by the room itself or leave one reserved that the room has no more.
/// </summary>
internal sealed class NamesInOrder
{
    public List<Reservation> Wanted { get; } = [];

    public List<Reservation> Given { get; } = [];

    public void Add(IDecision decision)
    {
        foreach (var name in decision.Releases)
        {
            if (!Wanted.Remove(name)) Given.Add(name);
        }

        foreach (var name in decision.Reservations)
        {
            if (!Given.Remove(name)) Wanted.Add(name);
        }
    }
}
