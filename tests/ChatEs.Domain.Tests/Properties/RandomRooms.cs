using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>What is to happen next in a random room. Numbers are taken modulo what is there, so that most steps make sense.</summary>
public sealed record Step(int Kind, int A, int B, int C);

/// <summary>A random life of a room.</summary>
public sealed record Life(RoomKind Kind, RoomVisibility Visibility, IReadOnlyList<Step> Steps)
{
    public const int People = 6;

    public static readonly IReadOnlyList<UserNumber> Users = [.. Enumerable.Range(1, People).Select(n => new UserNumber(n))];

    public static Arbitrary<Life> Any { get; } = Arb.From(
        from kind in Gen.Elements(RoomKind.Group, RoomKind.Group, RoomKind.Channel, RoomKind.Single)
        from visibility in Gen.Elements(RoomVisibility.Public, RoomVisibility.Private)
        from steps in AnyStep.ListOf()
        select new Life(kind, visibility, steps),
        Shorter);

    private static Gen<Step> AnyStep =>
        from kind in Gen.Choose(0, RandomCommand.Kinds - 1)
        from a in Gen.Choose(0, 999)
        from b in Gen.Choose(0, 999)
        from c in Gen.Choose(0, 999)
        select new Step(kind, a, b, c);

    /// <summary>The commands are made while they are decided, because they name messages that are there by then.</summary>
    public IEnumerable<(RoomHistory Before, IRoomCommand Command, IDecision Decision)> Decisions()
    {
        var history = new RoomHistory();
        foreach (var command in Steps.Select(step => RandomCommand.Of(step, history)).Prepend(Create()))
        {
            var decision = command.Decide(history.Room(history.Everything(Users, command.Needs)), Spec.Now);
            yield return (history, command, decision);
            foreach (var e in decision.Events) history.Apply((RoomEvent)e);
        }
    }

    public List<RoomEvent> Events() => [.. Decisions().SelectMany(step => step.Decision.Events).Cast<RoomEvent>()];

    private IRoomCommand Create() => Kind switch
    {
        RoomKind.Single => new GetOrCreateSingleRoom(RandomCommand.Number, Users[0], Users[1], Users[0], "{}"),
        RoomKind.Channel => new GetOrCreateChannel(
            RandomCommand.Number, Users[0], "key", "channel", Visibility, [Users[1], Users[2]], "about", "{}", "https://example.org/1"),
        _ => new CreateRoom(RandomCommand.Number, Visibility, "room", "key", Users[0], [Users[1], Users[2]]),
    };

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

    public override string ToString() => $"{Kind} {Visibility}: {string.Join(", ", Steps)}";
}
