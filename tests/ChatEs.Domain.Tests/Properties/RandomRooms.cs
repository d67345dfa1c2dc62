using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>What is to happen next in a random room. Numbers are taken modulo what is there, so that most steps make sense.</summary>
public sealed record Step(int Kind, int A, int B, int C);

/// <summary>A random life of a room.</summary>
public sealed record Life(RoomVisibility Visibility, IReadOnlyList<Step> Steps)
{
    public const int People = 6;

    public static readonly IReadOnlyList<UserNumber> Users = [.. Enumerable.Range(1, People).Select(n => new UserNumber(n))];

    private static readonly RoomNumber Number = new(17);

    public static Arbitrary<Life> Any { get; } = Arb.From(
        from visibility in Gen.Elements(RoomVisibility.Public, RoomVisibility.Private)
        from steps in AnyStep.ListOf()
        select new Life(visibility, steps),
        Shorter);

    private static Gen<Step> AnyStep =>
        from kind in Gen.Choose(0, 16)
        from a in Gen.Choose(0, 999)
        from b in Gen.Choose(0, 999)
        from c in Gen.Choose(0, 999)
        select new Step(kind, a, b, c);

    /// <summary>The commands are made while they are decided, because they name messages that are there by then.</summary>
    public IEnumerable<(RoomHistory Before, IRoomCommand Command, IDecision Decision)> Decisions()
    {
        var history = new RoomHistory();
        foreach (var command in Steps.Select(step => Command(step, history.LastMessage.Value)).Prepend(Create()))
        {
            var decision = command.Decide(history.Whole(Users), Spec.Now);
            yield return (history, command, decision);
            foreach (var e in decision.Events) history.Apply((RoomEvent)e);
        }
    }

    public List<RoomEvent> Events() => [.. Decisions().SelectMany(step => step.Decision.Events).Cast<RoomEvent>()];

    private CreateRoom Create() =>
        new(Number, RoomKind.Group, Visibility, "room", "key", Users[0], [Users[1], Users[2]]);

    private static IRoomCommand Command(Step step, long last)
    {
        var (user, other, message) = (Users[step.A % People], Users[step.B % People], new MessageNumber(step.B % (last + 2)));
        var by = step.C % 3 == 0 ? Actor.Server : Users[step.C % People];
        return step.Kind switch
        {
            0 or 1 or 2 or 3 => new PostMessage(Number, Guid.Empty, user, MessageKind.Text, "hello"),
            4 => new PostMessage(Number, Guid.Empty, user, MessageKind.Text, "reply", ReplyTo: message),
            5 => new PostMessage(Number, Guid.Empty, user, MessageKind.Text, "comment", Parent: message),
            6 => new PostMessage(Number, Guid.Empty, null, MessageKind.System, "system"),
            7 => new PostMessage(Number, Guid.Empty, user, MessageKind.Text, "expected", ExpectedNumber: new(last + (step.C % 3))),
            8 or 9 => MarkSeen.UpTo(Number, user, message),
            10 or 11 => MarkSeen.One(Number, user, message),
            12 => new AddParticipants(Number, by, [user, other]),
            13 => new RemoveParticipants(Number, by, [user, other]),
            14 => new RemoveParticipants(Number, user, [user]),
            15 => new ChangeModerator(Number, user),
            _ => new DeleteMessage(Number, step.C % 3 == 0 ? Actor.Server : user, message),
        };
    }

    /// <summary>Halves first, then single steps: a life that fails is told in as few steps as still fail.</summary>
    private static IEnumerable<Life> Shorter(Life life)
    {
        var count = life.Steps.Count;
        if (count > 3)
        {
            yield return life with { Steps = [.. life.Steps.Take(count / 2)] };
            yield return life with { Steps = [.. life.Steps.Skip(count / 2)] };
        }

        for (var i = 0; i < count; i++)
            yield return life with { Steps = [.. life.Steps.Take(i), .. life.Steps.Skip(i + 1)] };
    }

    public override string ToString() => $"{Visibility}: {string.Join(", ", Steps)}";
}

/// <summary>Makes events that the domain has no command for yet, under the one rule that they rely on: moderators are in the room.</summary>
public sealed record ChangeModerator(RoomNumber Room, UserNumber User) : IRoomCommand<ParticipantsChanged>
{
    public RoomNeeds Needs => new([User], []);

    public Decision<ParticipantsChanged> Decide(Room room, DateTimeOffset now) => ((Room.Open)room).Member(User) switch
    {
        { Active: false } => Decision<ParticipantsChanged>.Nothing(new([])),
        { Moderator: false } => Decision<ParticipantsChanged>.Of(new([User]), new ModeratorGranted(User)),
        { Moderator: true } => Decision<ParticipantsChanged>.Of(new([User]), new ModeratorRevoked(User)),
    };
}
