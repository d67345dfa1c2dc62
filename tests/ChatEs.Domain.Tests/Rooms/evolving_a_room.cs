using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class evolving_a_room
{
    private static readonly Room.Open Empty = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, default, 0);

    public static TheoryData<RoomEvent> EveryEvent =>
    [
        new RoomCreated(Lounge, RoomKind.Group, RoomVisibility.Public, Ann, null),
        new ParticipantsAdded([Ann]),
        new ParticipantsRemoved([Ann]),
        new ModeratorGranted(Ann),
        new ModeratorRevoked(Ann),
        Posted(1, Ann),
        new MessageDeleted(new(1), Ann),
        new MessagesSeen(Ann, new(1), new(1)),
    ];

    private sealed record Unheard : RoomEvent;

    [Fact]
    public void the_list_of_events_here_is_whole() =>
        EveryEvent.Select(row => row.Data.GetType()).ShouldBe(
            typeof(RoomEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomEvent))), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void every_event_is_known_in_every_state(RoomEvent e)
    {
        Room.Evolve(Empty, e).ShouldBeOfType<Room.Open>();
        if (e is RoomCreated) Room.Evolve(Room.NotCreated.Instance, e).ShouldBeOfType<Room.Open>();
        else Room.Evolve(Room.NotCreated.Instance, e).ShouldBeSameAs(Room.NotCreated.Instance);
    }

    [Fact]
    public void an_event_that_nobody_told_it_of_is_an_error()
    {
        Should.Throw<System.Diagnostics.UnreachableException>(() => Room.Evolve(Empty, new Unheard()));
        Should.Throw<System.Diagnostics.UnreachableException>(() => Room.Evolve(Room.NotCreated.Instance, new Unheard()));
    }

    [Fact]
    public void a_second_creation_changes_nothing() =>
        Room.Evolve(Empty, new RoomCreated(new(99), RoomKind.Single, RoomVisibility.Private, null, null)).ShouldBeSameAs(Empty);

    [Fact]
    public void a_post_moves_the_last_number_and_adds_no_point()
    {
        var room = Room.Evolve(Empty, Posted(1, Ann)).ShouldBeOfType<Room.Open>();

        room.LastMessage.ShouldBe(Number(1));
        room.Points.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(3, 5, 5)]
    [InlineData(4, 4, 4)]
    [InlineData(5, 5, 3)]
    [InlineData(1, 2, 3)]
    public void a_receipt_moves_a_known_user_where_no_gap_is_left(long from, long to, long through)
    {
        var room = Empty.With([new(Ben, new(Active: true, Moderator: true, new(3)))], []);

        Open(Room.Evolve(room, new MessagesSeen(Ben, new(from), new(to)))).Member(Ben)
            .ShouldBe(new(Active: true, Moderator: true, new(through)));
    }

    [Fact]
    public void a_receipt_of_an_unknown_user_adds_no_point() =>
        Room.Evolve(Empty, new MessagesSeen(Ben, new(1), new(5))).Points.ShouldBe(0);

    [Fact]
    public void what_was_seen_stays_seen_over_leaving_and_coming_back()
    {
        var room = Empty.With([new(Ben, new(Active: true, Moderator: true, new(3)))], []);

        room = Room.Evolve(room, new ParticipantsRemoved([Ben]));
        Open(room).Member(Ben).ShouldBe(new(Active: false, Moderator: false, new(3)));
        room = Room.Evolve(room, new ParticipantsAdded([Ben]));
        Open(room).Member(Ben).ShouldBe(new(Active: true, Moderator: false, new(3)));
        room = Room.Evolve(room, new ModeratorGranted(Ben));
        Open(room).Member(Ben).ShouldBe(new(Active: true, Moderator: true, new(3)));
    }

    private static Room.Open Open(Room room) => room.ShouldBeOfType<Room.Open>();
}

public sealed class knowing_a_part_of_a_room
{
    private static readonly Room.Open Five = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, new(5), 2);

    private static readonly Membership Member = new(Active: true, Moderator: false, default);

    [Fact]
    public void what_is_not_here_is_unknown()
    {
        Five.Knows(RoomNeeds.None).ShouldBeTrue();
        Five.Knows(new([Ann], [])).ShouldBeFalse();
        Five.Knows(new([], [new(5)])).ShouldBeFalse();
    }

    [Fact]
    public void a_number_that_was_never_posted_is_known_to_be_none()
    {
        Five.Knows(new([], [new(0), new(-1), new(6)])).ShouldBeTrue();
        Five.Message(new(6)).ShouldBeNull();
        Five.Message(new(0)).ShouldBeNull();
    }

    [Fact]
    public void a_room_that_is_not_there_is_known_whole() =>
        Room.NotCreated.Instance.Knows(new([Ann], [new(1)])).ShouldBeTrue();

    [Fact]
    public void to_decide_on_what_is_unknown_is_an_error()
    {
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.Member(Ann));
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.Message(new(5)));
    }

    [Fact]
    public void loaded_points_are_known_from_then_on()
    {
        var room = Five.With([new(Ann, Member)], [new(new(5), new(Ann, IsComment: true, Deleted: false))]);

        room.Knows(new([Ann], [new(5)])).ShouldBeTrue();
        room.Knows(new([Ann, Ben], [])).ShouldBeFalse();
        room.Points.ShouldBe(2);
    }

    [Fact]
    public void a_known_point_is_not_overwritten()
    {
        var room = Room.Evolve(Room.Evolve(Five, new ParticipantsRemoved([Ann])), new MessageDeleted(new(5), null))
            .With([new(Ann, Member)], [new(new(5), new(Ann, IsComment: false, Deleted: false))])
            .ShouldBeOfType<Room.Open>();

        room.Member(Ann).Active.ShouldBeFalse();
        room.Message(new(5)).ShouldBe(MessageFacts.Gone);
    }

    [Fact]
    public void forgetting_keeps_the_head()
    {
        var room = Five.With([new(Ann, Member)], [new(new(5), MessageFacts.Gone)]).Forget().ShouldBeOfType<Room.Open>();

        room.Points.ShouldBe(0);
        (room.LastMessage, room.MemberCount).ShouldBe((Number(5), 2));
    }
}
