using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Properties;

public sealed class any_life_of_a_room
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void numbers_its_messages_without_holes()
    {
        var posted = 0;
        Holds(life =>
        {
            var numbers = life.Events().OfType<MessagePosted>().Select(message => message.Number.Value).ToList();
            numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(number => (long)number));
            posted += numbers.Count;
        });
        posted.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void is_the_same_evolved_at_once_or_step_by_step() => Holds(life =>
    {
        var events = life.Events();
        var states = events.Aggregate(
            new List<Room> { Room.NotCreated.Instance }, (list, e) => [.. list, Room.Evolve(list[^1], e)]);

        for (var length = 0; length <= events.Count; length++)
            Tell(Evolved(events.Take(length))).ShouldBe(Tell(states[length]));
    });

    [Fact]
    public void evolves_to_what_its_history_tells() => Holds(life =>
    {
        var events = life.Events();
        var (room, history) = ((Room.Open)Evolved(events), RoomHistory.Of(events));

        room.LastMessage.ShouldBe(history.LastMessage);
        room.MemberCount.ShouldBe(history.MemberCount);
        foreach (var (user, point) in room.Members)
            (point with { SeenThrough = default }).ShouldBe(history.Member(user) with { SeenThrough = default });
    });

    [Fact]
    public void evolves_the_same_once_everything_personal_is_erased()
    {
        var erased = 0;
        Holds(life =>
        {
            var events = life.Events();
            var without = events.ConvertAll(WithoutPersonal);
            erased += without.Count(e => e is MessagePosted { Personal: null });
            Tell(Evolved(without)).ShouldBe(Tell(Evolved(events)));
        });
        erased.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void is_decided_by_the_points_that_a_command_needs_as_by_all() => Holds(life =>
    {
        foreach (var (before, command, decision) in life.Decisions())
        {
            var room = before.Room(command.Needs);
            room.Knows(command.Needs).ShouldBeTrue();
            var answer = command.Decide(room, Spec.Now);

            Spec.Tell(answer).ShouldBe(Spec.Tell(decision));
            answer.Events.Select(Spec.Tell).ShouldBe(decision.Events.Select(Spec.Tell));
        }
    });

    [Fact]
    public void counts_every_member_once() => Holds(life =>
    {
        foreach (var (before, _, decision) in life.Decisions())
        {
            List<UserNumber> added = [.. decision.Events.OfType<ParticipantsAdded>().SelectMany(e => e.Users)];
            List<UserNumber> removed = [.. decision.Events.OfType<ParticipantsRemoved>().SelectMany(e => e.Users)];

            added.Concat(removed).ShouldBeUnique();
            added.Exists(user => before.Member(user).Active).ShouldBeFalse();
            removed.TrueForAll(user => before.Member(user).Active).ShouldBeTrue();
        }
    });

    private static void Holds(Action<Life> property) => Check.One(Often, Prop.ForAll(Life.Any, property));

    private static Room Evolved(IEnumerable<RoomEvent> events) =>
        events.Aggregate<RoomEvent, Room>(Room.NotCreated.Instance, Room.Evolve);

    /// <summary>By reflection, so that an event added later is erased here too.</summary>
    private static RoomEvent WithoutPersonal(RoomEvent e)
    {
        if (e.GetType().GetProperty("Personal") is not { } personal) return e;

        var copy = (RoomEvent)e.GetType().GetMethod("<Clone>$")!.Invoke(e, null)!;
        personal.SetValue(copy, null);
        return copy;
    }

    private static string Tell(Room room) => room is Room.Open open
        ? $"{open.Number} {open.Kind} {open.Visibility} {open.LastMessage} {open.MemberCount} "
            + string.Join(';', open.Members.OrderBy(point => point.Key.Value))
            + string.Join(';', open.Messages.OrderBy(point => point.Key.Value))
        : "not created";
}
