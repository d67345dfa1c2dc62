using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class knowing_a_part_of_a_room
{
    private static readonly Room.Open Five = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, new(5), 2);

    private static readonly RoomNeeds All = new([Ann], [new(5)])
    {
        Pins = [Ann],
        Reactions = [new(new(5), Ann, "+1")],
        Files = [new(1)],
        Names = true,
        Avatar = true,
    };

    private static RoomPoints Points(MessageFacts facts) => RoomPoints.None with
    {
        Members = RoomPoints.None.Members.Add(Ann, new(Active: true, Moderator: false, default)),
        Messages = RoomPoints.None.Messages.Add(new(5), facts),
    };

    [Fact]
    public void what_is_not_here_is_unknown()
    {
        Five.Knows(RoomNeeds.None).ShouldBeTrue();
        Five.Knows(new([Ann], [])).ShouldBeFalse();
        Five.Knows(new([], [new(5)])).ShouldBeFalse();
        Five.Knows(RoomNeeds.None with { Pins = [Ann] }).ShouldBeFalse();
        Five.Knows(RoomNeeds.None with { Reactions = All.Reactions }).ShouldBeFalse();
        Five.Knows(RoomNeeds.None with { Files = [new(1)] }).ShouldBeFalse();
        Five.Knows(RoomNeeds.None with { Names = true }).ShouldBeFalse();
        Five.Knows(RoomNeeds.None with { Avatar = true }).ShouldBeFalse();
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
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.IsPinnedBy(Ann));
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.Has(new Reaction(new(5), Ann, "+1")));
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.MessageOf(new(1)));
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.Names);
        Should.Throw<System.Diagnostics.UnreachableException>(() => Five.Avatar);
        Should.Throw<System.Diagnostics.UnreachableException>(() => new UnpinRoom(Lounge, Ann).Decide(Five, Spec.Now));
    }

    [Fact]
    public void loaded_points_are_known_from_then_on()
    {
        var room = Five.With(Points(new(Ann, IsComment: true, Deleted: false)));

        room.Knows(new([Ann], [new(5)])).ShouldBeTrue();
        room.Knows(new([Ann, Ben], [])).ShouldBeFalse();
        room.PointCount.ShouldBe(2);
    }

    [Fact]
    public void a_known_point_is_not_overwritten()
    {
        var room = Room.Evolve(Room.Evolve(Five, new ParticipantsRemoved([Ann])), new MessageDeleted(new(5), null))
            .With(Points(new(Ann, IsComment: false, Deleted: false)))
            .ShouldBeOfType<Room.Open>();

        room.Member(Ann).Active.ShouldBeFalse();
        room.Message(new(5)).ShouldBe(MessageFacts.Gone);
    }

    [Fact]
    public void forgetting_keeps_the_head()
    {
        var room = Five.With(Points(MessageFacts.Gone)).Forget().ShouldBeOfType<Room.Open>();

        room.PointCount.ShouldBe(0);
        (room.LastMessage, room.MemberCount).ShouldBe((Number(5), 2));
    }

    [Fact]
    public void forgetting_what_is_personal_leaves_it_unknown_and_the_rest_known()
    {
        var room = Five.With(RoomHistory.Of([
            .. PublicRoom.Cast<RoomEvent>(), .. Enumerable.Range(1, 5).Select(number => Posted(number, Ann)),
        ]).Points(All));
        room.Knows(All).ShouldBeTrue();

        var forgot = room.ForgetPersonal();
        forgot.Knows(All with { Names = false, Avatar = false, Reactions = [] }).ShouldBeTrue();
        forgot.Knows(RoomNeeds.None with { Names = true }).ShouldBeFalse();
        forgot.Knows(RoomNeeds.None with { Avatar = true }).ShouldBeFalse();
        forgot.Knows(RoomNeeds.None with { Reactions = All.Reactions }).ShouldBeFalse();
        Room.NotCreated.Instance.ForgetPersonal().ShouldBeSameAs(Room.NotCreated.Instance);
    }
}
