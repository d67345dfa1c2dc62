using System.Collections.Immutable;
using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>
/// Points are asked for at one version, read at a later one and merged at any version after they were asked for. The reader
/// may even be ahead of the cached state, which then catches up over events that the points have in them already.
/// </summary>
public sealed record Load(int Asked, int Read, int Merged, int Point)
{
    public static Gen<Load> Any(int first, int last) =>
        from asked in Gen.Choose(first, last)
        from read in Gen.Choose(asked, last)
        from merged in Gen.Choose(asked, last)
        from point in Gen.Choose(0, 999)
        select new Load(asked, read, merged, point);

    /// <summary>One of each kind, mostly of what is there at the end.</summary>
    public RoomNeeds Needs(RoomHistory end)
    {
        var user = Life.Users[Point % Life.People];
        var message = new MessageNumber((Point % Math.Max(1, end.LastMessage.Value)) + 1);
        var reactions = end.Reactions.Append(new(message, user, "+1")).ToList();
        return new([user], [message])
        {
            Pins = [user],
            Reactions = [reactions[Point % reactions.Count]],
            Files = [new((Point % (end.Files.Count + 1)) + 1)],
            Names = Point % 2 == 0,
            Avatar = Point % 3 == 0,
        };
    }

    /// <summary>Until then the state knows something newer than its version.</summary>
    public int ExactFrom => Math.Max(Read, Merged);
}

public sealed record Trial(IReadOnlyList<RoomEvent> Events, int Start, int? Forgotten, int? Erased, IReadOnlyList<Load> Loads)
{
    public static Arbitrary<Trial> Any { get; } = Arb.From(
        from life in Life.Any.Generator
        let events = life.Events()
        from start in Gen.Choose(1, events.Count)
        from forgotten in Gen.Choose(start, 2 * events.Count)
        from erased in Gen.Choose(start, 2 * events.Count)
        from loads in Load.Any(start, events.Count).NonEmptyListOf()
        select new Trial(
            events, start, forgotten <= events.Count ? forgotten : null, erased <= events.Count ? erased : null, loads),
        Fewer);

    /// <summary>A load that was under way while points were forgotten is given up, as the application must.</summary>
    public IEnumerable<Load> LoadsMergedAt(int version) => Loads.Where(load =>
        load.Merged == version && !IsOutlived(load, Forgotten) && !IsOutlived(load, Erased));

    private static bool IsOutlived(Load load, int? forgotten) => load.Asked <= forgotten && forgotten <= load.Merged;

    private static IEnumerable<Trial> Fewer(Trial trial) => trial.Loads.Count == 1
        ? []
        : trial.Loads.Select((_, i) => trial with { Loads = [.. trial.Loads.Take(i), .. trial.Loads.Skip(i + 1)] });

    public override string ToString() =>
        $"start {Start}, forgotten {Forgotten}, erased {Erased}, {string.Join(", ", Loads)}:\n{string.Join('\n', Events.Select(Spec.Tell))}";
}

public sealed class loading_points_while_events_arrive
{
    /// <summary>From when on a point that was merged must be exact. One that only events made is so at once.</summary>
    private readonly Dictionary<object, int> exactFrom = [];
    private readonly Dictionary<string, int> compared = [];
    private int outrun;

    [Fact]
    public void the_merged_state_is_exact()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Trial.Any, Run));

        // The property is only worth something where points of every kind were compared, and where an event had overtaken a load.
        compared.Keys.ShouldBe(["Members", "Messages", "Pins", "Reactions", "Files", "Names", "Avatar"], ignoreOrder: true);
        compared.Values.Min().ShouldBeGreaterThan(1_000);
        outrun.ShouldBeGreaterThan(200);
    }

    private void Run(Trial trial)
    {
        List<RoomHistory> versions =
            [.. Enumerable.Range(0, trial.Events.Count + 1).Select(length => RoomHistory.Of(trial.Events.Take(length)))];
        var room = versions[trial.Start].Head();
        exactFrom.Clear();

        for (var version = trial.Start; version <= trial.Events.Count; version++)
        {
            if (version > trial.Start) room = Room.Evolve(room, trial.Events[version - 1]);
            if (version == trial.Forgotten) room = room.Forget();
            if (version == trial.Erased) room = room.ForgetPersonal();

            foreach (var load in trial.LoadsMergedAt(version))
                room = Merge((Room.Existing)room, load, versions[load.Read].Points(load.Needs(versions[^1])));

            Compare((Room.Existing)room, version, versions[version]);
        }
    }

    private Room Merge(Room.Existing room, Load load, RoomPoints loaded)
    {
        Note("Members", room.Points.Members, loaded.Members, load, (known, read) => known.Active == read.Active);
        Note("Messages", room.Points.Messages, loaded.Messages, load);
        Note("Pins", room.Points.Pins, loaded.Pins, load);
        Note("Reactions", room.Points.Reactions, loaded.Reactions, load);
        Note("Files", room.Points.Files, loaded.Files, load);
        if (room.Points.Names is null) exactFrom["Names"] = load.ExactFrom;
        if (room.Points.Avatar is null) exactFrom["Avatar"] = load.ExactFrom;
        return room.With(loaded);
    }

    private void Note<TKey, TPoint>(
        string kind, ImmutableDictionary<TKey, TPoint> known, ImmutableDictionary<TKey, TPoint> loaded, Load load,
        Func<TPoint, TPoint, bool>? isSame = null) where TKey : notnull
    {
        isSame ??= (one, other) => Equals(one, other);
        foreach (var (key, read) in loaded)
        {
            if (!known.TryGetValue(key, out var point)) exactFrom[(kind, key)] = load.ExactFrom;
            else if (!isSame(point, read)) outrun++;
        }
    }

    private void Compare(Room.Existing room, int version, RoomHistory history)
    {
        var points = room.Points;
        var exact = history.Points(new([.. points.Members.Keys], [.. points.Messages.Keys])
        {
            Pins = [.. points.Pins.Keys],
            Reactions = [.. points.Reactions.Keys],
            Files = [.. points.Files.Keys],
            Names = true,
            Avatar = true,
        });

        (room.LastMessage, room.MemberCount, room is Room.Archived).ShouldBe((history.LastMessage, history.MemberCount, history.IsArchived));
        Compare("Members", points.Members, exact.Members, version, IsBelow);
        Compare("Messages", points.Messages, exact.Messages, version);
        Compare("Pins", points.Pins, exact.Pins, version);
        Compare("Reactions", points.Reactions, exact.Reactions, version);
        Compare("Files", points.Files, exact.Files, version);
        if (points.Names is { } names && exactFrom.GetValueOrDefault("Names") <= version) Same("Names", names, exact.Names, version);
        if (points.Avatar is { } avatar && exactFrom.GetValueOrDefault("Avatar") <= version) Same("Avatar", avatar, exact.Avatar, version);
    }

    private void Compare<TKey, TPoint>(
        string kind, ImmutableDictionary<TKey, TPoint> points, ImmutableDictionary<TKey, TPoint> exact, int version,
        Func<TPoint, TPoint, TPoint>? allowing = null) where TKey : notnull
    {
        foreach (var (key, point) in points)
        {
            if (exactFrom.GetValueOrDefault((kind, key)) <= version)
                Same(kind, point, allowing is null ? exact[key] : allowing(point, exact[key]), version);
        }
    }

    private void Same<T>(string kind, T point, T exact, int version)
    {
        point.ShouldBe(exact, $"{kind} at version {version}");
        compared[kind] = compared.GetValueOrDefault(kind) + 1;
    }

    /// <summary>The exact value, but for what may be too low.</summary>
    private static Membership IsBelow(Membership point, Membership exact) => exact with
    {
        SeenThrough = point.SeenThrough <= exact.SeenThrough ? point.SeenThrough : exact.SeenThrough,
        DeliveredThrough = point.DeliveredThrough <= exact.DeliveredThrough ? point.DeliveredThrough : exact.DeliveredThrough,
    };
}
