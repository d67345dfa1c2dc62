using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tests.Properties;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class evolving_a_room
{
    private static readonly Room.Open Empty = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, default, 0);

    private static readonly Room.Existing Closed = new Room.Archived(Empty);

    public static TheoryData<RoomEvent> EveryEvent =>
    [
        new RoomCreated(Lounge, RoomKind.Group, RoomVisibility.Public, Ann, null),
        new RoomUpdated(new("Other", null)),
        new RoomAvatarSet(null, new("https://example.org/a.png", null)),
        new RoomArchived(),
        new RoomUnarchived(),
        new ParticipantsAdded([Ann]),
        new ParticipantsRemoved([Ann]),
        new ModeratorGranted(Ann),
        new ModeratorRevoked(Ann),
        new RoomPinned(Ann),
        new RoomUnpinned(Ann),
        Posted(1, Ann),
        new MessageEdited(new(1), null, new("x")),
        new MessageDeleted(new(1), Ann),
        new ReactionAdded(new(1), Ann, new("+1")),
        new ReactionRemoved(new(1), Ann, new("+1")),
        new AttachmentAdded(new(1), File(1).File, new("cat.png")),
        new AttachmentRemoved(new(1), new(1)),
        new MessagesDelivered(Ann, new(1)),
        new MessagesSeen(Ann, new(1), new(1)),
    ];

    private sealed record Unheard : RoomEvent;

    [Fact]
    public void the_list_of_events_here_is_whole() =>
        EveryEvent.Select(row => row.Data.GetType()).ShouldBe(
            typeof(RoomEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomEvent))), ignoreOrder: true);

    /// <summary>Also without its personal part: a stream is replayed after an erasure as before it.</summary>
    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void every_event_is_known_in_every_state(RoomEvent e)
    {
        foreach (var told in new[] { e, RoomTelling.WithoutPersonal(e) })
        {
            (Room.Evolve(Empty, told) is Room.Archived).ShouldBe(told is RoomArchived);
            (Room.Evolve(Closed, told) is Room.Open).ShouldBe(told is RoomUnarchived);
            if (told is RoomCreated) Room.Evolve(Room.NotCreated.Instance, told).ShouldBeOfType<Room.Open>();
            else Room.Evolve(Room.NotCreated.Instance, told).ShouldBeSameAs(Room.NotCreated.Instance);
        }
    }

    /// <summary>One that changed nothing would be one that nobody thought of.</summary>
    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void every_event_changes_an_open_or_an_archived_room_but_those_that_no_rule_asks_for(RoomEvent e)
    {
        var isUnasked = e is RoomCreated or MessageEdited or MessagesDelivered or MessagesSeen;
        (ReferenceEquals(Room.Evolve(Empty, e), Empty) && ReferenceEquals(Room.Evolve(Closed, e), Closed)).ShouldBe(isUnasked);
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
        room.PointCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(3, 5, 5)]
    [InlineData(4, 4, 4)]
    [InlineData(5, 5, 3)]
    [InlineData(1, 2, 3)]
    public void a_receipt_moves_a_known_user_where_no_gap_is_left(long from, long to, long through)
    {
        var room = Empty.With(Knowing(Ben, new(Active: true, Moderator: true, new(3))));

        Open(Room.Evolve(room, new MessagesSeen(Ben, new(from), new(to)))).Member(Ben)
            .ShouldBe(new(Active: true, Moderator: true, new(through)));
    }

    [Fact]
    public void a_receipt_of_an_unknown_user_adds_no_point() =>
        Room.Evolve(Empty, new MessagesSeen(Ben, new(1), new(5))).PointCount.ShouldBe(0);

    [Fact]
    public void what_was_seen_stays_seen_over_leaving_and_coming_back()
    {
        var room = Empty.With(Knowing(Ben, new(Active: true, Moderator: true, new(3))));

        room = Room.Evolve(room, new ParticipantsRemoved([Ben]));
        Open(room).Member(Ben).ShouldBe(new(Active: false, Moderator: false, new(3)));
        room = Room.Evolve(room, new ParticipantsAdded([Ben]));
        Open(room).Member(Ben).ShouldBe(new(Active: true, Moderator: false, new(3)));
        room = Room.Evolve(room, new ModeratorGranted(Ben));
        Open(room).Member(Ben).ShouldBe(new(Active: true, Moderator: true, new(3)));
    }

    [Fact]
    public void an_archived_room_keeps_all_it_knows_and_opens_with_it()
    {
        var room = Room.Evolve(Empty.With(Knowing(Ben, new(Active: true, Moderator: true, new(3)))), new RoomArchived());
        room = Room.Evolve(room, new MessageDeleted(new(1), Ann)).ShouldBeOfType<Room.Archived>();

        Open(Room.Evolve(room, new RoomUnarchived())).Member(Ben).ShouldBe(new(Active: true, Moderator: true, new(3)));
    }

    [Fact]
    public void joining_and_leaving_take_the_pin_and_the_right_to_moderate()
    {
        RoomEvent[] moves = [new ParticipantsAdded([Ben]), new ParticipantsRemoved([Ben])];
        foreach (var move in moves)
        {
            var room = Room.Evolve(Room.Evolve(Room.Evolve(Empty, new ModeratorGranted(Ben)), new RoomPinned(Ben)), move);
            (Open(room).Member(Ben).Moderator, Open(room).IsPinnedBy(Ben)).ShouldBe((false, false));
        }
    }

    [Fact]
    public void a_file_belongs_to_the_message_that_it_came_with_until_it_is_removed()
    {
        var room = Room.Evolve(Empty, Posted(1, Ann) with { Files = [File(5).File, File(6).File] });
        Open(room).MessageOf(new(5)).ShouldBe(Number(1));
        Open(room).MessageOf(new(6)).ShouldBe(Number(1));
        Open(Room.Evolve(room, new AttachmentRemoved(new(1), new(5)))).MessageOf(new(5)).ShouldBeNull();
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    public void a_delivery_moves_a_known_user_forward_only(long upTo, long through)
    {
        var room = Empty.With(Knowing(Ben, new(Active: true, Moderator: false, default, new(3))));
        Open(Room.Evolve(room, new MessagesDelivered(Ben, new(upTo)))).Member(Ben).DeliveredThrough.ShouldBe(Number(through));
    }

    private static RoomPoints Knowing(UserNumber user, Membership member) =>
        RoomPoints.None with { Members = RoomPoints.None.Members.Add(user, member) };

    private static Room.Open Open(Room room) => room.ShouldBeOfType<Room.Open>();
}
