using ChatEs.Domain.Rooms;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.Properties.RoomTelling;

namespace ChatEs.Domain.Tests.Properties;

public sealed class any_life_of_a_room
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    /// <summary>Without this the properties could hold because nothing happens.</summary>
    [Fact]
    public void meets_every_command_and_every_event()
    {
        HashSet<Type> carriedOut = [];
        HashSet<Type> happened = [];
        Holds(life =>
        {
            foreach (var (_, command, decision) in life.Decisions().Where(step => step.Decision.Events.Count > 0))
            {
                carriedOut.Add(command.GetType());
                happened.UnionWith(decision.Events.Select(e => e.GetType()));
            }
        });

        var domain = typeof(RoomEvent).Assembly.GetTypes();
        carriedOut.ShouldBe(domain.Where(type => type.IsClass && type.IsAssignableTo(typeof(IRoomCommand))), ignoreOrder: true);
        happened.ShouldBe(domain.Where(type => type.IsSubclassOf(typeof(RoomEvent))), ignoreOrder: true);
    }

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
        var state = (Room)Room.NotCreated.Instance;

        for (var length = 0; length <= events.Count; length++)
        {
            if (length > 0) state = Room.Evolve(state, events[length - 1]);
            Whole(Evolved(events.Take(length))).ShouldBe(Whole(state));
        }
    });

    [Fact]
    public void evolves_to_what_its_history_tells() => Holds(life =>
    {
        var events = life.Events();
        var (room, history) = (Evolved(events).ShouldBeAssignableTo<Room.Existing>()!, RoomHistory.Of(events));
        var exact = history.Points(new([.. room.Points.Members.Keys], [.. room.Points.Messages.Keys])
        {
            Pins = [.. room.Points.Pins.Keys],
            Reactions = [.. room.Points.Reactions.Keys],
            Files = [.. room.Points.Files.Keys],
            Names = true,
            Avatar = true,
        });

        (room.LastMessage, room.MemberCount).ShouldBe((history.LastMessage, history.MemberCount));
        (room is Room.Archived).ShouldBe(history.IsArchived);
        foreach (var (user, point) in room.Points.Members)
        {
            var whole = exact.Members[user];
            (point.Active, point.Moderator).ShouldBe((whole.Active, whole.Moderator));
            point.SeenThrough.ShouldBeLessThanOrEqualTo(whole.SeenThrough);
            point.DeliveredThrough.ShouldBeLessThanOrEqualTo(whole.DeliveredThrough);
        }

        Whole(room with { Points = room.Points with { Members = exact.Members } })
            .ShouldBe(Whole(room with { Points = exact }));
    });

    [Fact]
    public void evolves_the_same_once_everything_personal_is_erased()
    {
        var erased = 0;
        Holds(life =>
        {
            var events = life.Events();
            var without = events.ConvertAll(WithoutPersonal);
            erased += without.Count(e => e is MessagePosted { Personal: null } or ReactionAdded { Personal: null });
            Structure(Evolved(without)).ShouldBe(Structure(Evolved(events)));
        });
        erased.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void says_nothing_personal_once_it_has_forgotten_it() => Holds(life =>
    {
        var room = Evolved(life.Events());
        var forgot = room.ForgetPersonal().ShouldBeAssignableTo<Room.Existing>()!;

        Structure(forgot).ShouldBe(Structure(room));
        (forgot.Points.Names, forgot.Points.Avatar, forgot.Points.Reactions.Count).ShouldBe((null, null, 0));
    });

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

    /// <summary>A batch decides each command on the state that the ones before it leave.</summary>
    [Fact]
    public void is_decided_by_its_evolved_state_as_by_one_that_is_loaded_anew() => Holds(life =>
    {
        var room = (Room)Room.NotCreated.Instance;
        foreach (var (before, command, decision) in life.Decisions())
        {
            var answer = command.Decide(room.With(before.Points(command.Needs)), Spec.Now);

            // A receipt may say nothing new here: what was seen is a lower bound in the evolved state.
            if (command is not (MarkSeen or MarkDelivered))
                answer.Events.Select(Spec.Tell).ShouldBe(decision.Events.Select(Spec.Tell));
            (answer.Refusal?.Code, answer.Refusal?.Message).ShouldBe((decision.Refusal?.Code, decision.Refusal?.Message));
            foreach (var e in decision.Events) room = Room.Evolve(room, (RoomEvent)e);
        }
    });

    [Fact]
    public void counts_every_member_once() => Holds(life =>
    {
        HashSet<UserNumber> members = [];
        foreach (var e in life.Events())
        {
            if (e is ParticipantsAdded added) added.Users.Count(members.Add).ShouldBe(added.Users.Count);
            if (e is ParticipantsRemoved removed) removed.Users.Count(members.Remove).ShouldBe(removed.Users.Count);
        }
    });

    [Fact]
    public void changes_nothing_of_an_archived_room_but_what_may_go_on() => Holds(life =>
    {
        var isArchived = false;
        foreach (var e in life.Events())
        {
            isArchived = e is RoomArchived || (isArchived && e is not RoomUnarchived);
            if (!isArchived) continue;

            (e is RoomArchived or ParticipantsRemoved or ModeratorGranted or ModeratorRevoked or RoomPinned or RoomUnpinned
                or MessageDeleted or MessagesSeen or MessagesDelivered).ShouldBeTrue(Spec.Tell(e));
        }
    });

    private static void Holds(Action<Life> property) => Check.One(Often, Prop.ForAll(Life.Any, property));
}
