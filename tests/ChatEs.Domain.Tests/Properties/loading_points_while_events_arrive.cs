using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>
/// A point is asked for at one version, read at a later one and merged at any version after it was asked for. The reader
/// may even be ahead of the cached state, which then catches up over events that the point has in it already.
/// </summary>
public sealed record Load(int Asked, int Read, int Merged, int Point)
{
    public static Gen<Load> Any(int first, int last) =>
        from asked in Gen.Choose(first, last)
        from read in Gen.Choose(asked, last)
        from merged in Gen.Choose(asked, last)
        from point in Gen.Choose(0, 999)
        select new Load(asked, read, merged, point);

    public UserNumber User => Life.Users[Point % Life.People];

    public MessageNumber Message(long last) => new((Point % last) + 1);

    /// <summary>Until then the state knows something newer than its version.</summary>
    public int ExactFrom => Math.Max(Read, Merged);
}

public sealed record Trial(IReadOnlyList<RoomEvent> Events, int Start, int? Forgotten, IReadOnlyList<Load> Loads)
{
    public static Arbitrary<Trial> Any { get; } = Arb.From(
        from life in Life.Any.Generator
        let events = life.Events()
        from start in Gen.Choose(1, events.Count)
        from forgotten in Gen.Choose(start, 2 * events.Count)
        from loads in Load.Any(start, events.Count).NonEmptyListOf()
        select new Trial(events, start, forgotten <= events.Count ? forgotten : null, loads),
        Fewer);

    /// <summary>A load that was under way while the points were forgotten is given up, as the application must.</summary>
    public IEnumerable<Load> LoadsMergedAt(int version) => Loads.Where(load =>
        load.Merged == version && !(load.Asked <= Forgotten && Forgotten <= version));

    private static IEnumerable<Trial> Fewer(Trial trial) => trial.Loads.Count == 1
        ? []
        : trial.Loads.Select((_, i) => trial with { Loads = [.. trial.Loads.Take(i), .. trial.Loads.Skip(i + 1)] });

    public override string ToString() =>
        $"start {Start}, forgotten {Forgotten}, {string.Join(", ", Loads)}:\n{string.Join('\n', Events.Select(Spec.Tell))}";
}

public sealed class loading_points_while_events_arrive
{
    private int compared;
    private int outrun;

    [Fact]
    public void the_merged_state_is_exact()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Trial.Any, Run));

        // The property is only worth something where points were compared, and where an event had overtaken a load.
        compared.ShouldBeGreaterThan(20_000);
        outrun.ShouldBeGreaterThan(200);
    }

    private void Run(Trial trial)
    {
        List<RoomHistory> versions =
            [.. Enumerable.Range(0, trial.Events.Count + 1).Select(length => RoomHistory.Of(trial.Events.Take(length)))];
        var room = versions[trial.Start].Head();
        Dictionary<UserNumber, int> members = [];
        Dictionary<MessageNumber, int> messages = [];

        for (var version = trial.Start; version <= trial.Events.Count; version++)
        {
            if (version > trial.Start) room = Room.Evolve(room, trial.Events[version - 1]);
            if (version == trial.Forgotten) room = room.Forget();

            foreach (var load in trial.LoadsMergedAt(version))
                room = Merge((Room.Open)room, load, versions[load.Read], members, messages);

            Compare((Room.Open)room, version, versions[version], members, messages);
        }
    }

    /// <summary>Merges one user and one message, and notes from when on they must be exact.</summary>
    private Room Merge(
        Room.Open room, Load load, RoomHistory read,
        Dictionary<UserNumber, int> members, Dictionary<MessageNumber, int> messages)
    {
        var loaded = read.Member(load.User);
        if (!room.Members.TryGetValue(load.User, out var known)) members[load.User] = load.ExactFrom;
        else if (known.Active != loaded.Active) outrun++;

        if (read.LastMessage == default) return room.With([new(load.User, loaded)], []);

        var number = load.Message(read.LastMessage.Value);
        if (!room.Messages.ContainsKey(number)) messages[number] = load.ExactFrom;
        return room.With([new(load.User, loaded)], [new(number, read.Message(number))]);
    }

    private void Compare(
        Room.Open room, int version, RoomHistory exact,
        Dictionary<UserNumber, int> members, Dictionary<MessageNumber, int> messages)
    {
        room.LastMessage.ShouldBe(exact.LastMessage);
        room.MemberCount.ShouldBe(exact.MemberCount);

        foreach (var (user, point) in room.Members.Where(known => members.GetValueOrDefault(known.Key) <= version))
        {
            var whole = exact.Member(user);
            (point.Active, point.Moderator).ShouldBe((whole.Active, whole.Moderator), $"user {user} at version {version}");
            point.SeenThrough.ShouldBeLessThanOrEqualTo(whole.SeenThrough, $"user {user} at version {version}");
            compared++;
        }

        foreach (var (number, facts) in room.Messages.Where(known => messages.GetValueOrDefault(known.Key) <= version))
        {
            var whole = exact.Message(number);
            facts.ShouldBe(whole.Deleted ? MessageFacts.Gone : whole, $"message {number} at version {version}");
            compared++;
        }
    }
}
