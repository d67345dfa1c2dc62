using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class counting_unread_messages(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private const long Room = 1;
    private const long Ann = 1;
    private const long Bob = 2;
    private const long Cleo = 3;

    [Fact]
    public async Task what_others_post_is_unread_and_what_one_posts_oneself_is_not()
    {
        await database.Given(Group().Post(Room, Ann).Post(Room, Ann).Post(Room, Bob));

        (await UnreadOf(Ann)).ShouldBe(1);
        (await UnreadOf(Bob)).ShouldBe(2);
    }

    [Fact]
    public async Task comments_and_system_messages_never_count()
    {
        await database.Given(Group().Post(Room, Ann).Comment(Room, Ann, parent: 1).System(Room));

        (await UnreadOf(Bob)).ShouldBe(1);
    }

    [Fact]
    public async Task marking_one_message_marks_that_one_and_marking_up_to_closes_the_gaps()
    {
        await database.Given(Group().Post(Room, Ann).Post(Room, Ann).Post(Room, Ann).See(Room, Bob, 2));
        (await UnreadOf(Bob)).ShouldBe(2);

        await database.Given(Group().Post(Room, Ann).Post(Room, Ann).Post(Room, Ann).See(Room, Bob, 2).SeeUpTo(Room, Bob, 3));
        (await UnreadOf(Bob)).ShouldBe(0);
        (await database.Scalar<string>("select string_agg(first || '-' || last, ' ' order by first) from receipts"))
            .ShouldBe("1-1 2-2 3-3", "each gap is one row, what was seen before keeps its time");
    }

    [Fact]
    public async Task an_act_beyond_the_last_message_does_not_cover_what_is_posted_later()
    {
        await database.Given(Group().Post(Room, Ann).SeeUpTo(Room, Bob, 99).Post(Room, Ann));

        (await UnreadOf(Bob)).ShouldBe(1);
    }

    [Fact]
    public async Task marking_ones_own_message_is_kept_but_changes_no_count()
    {
        await database.Given(Group().Post(Room, Ann).Post(Room, Bob).See(Room, Ann, 1));

        (await UnreadOf(Ann)).ShouldBe(1);
        (await database.Scalar<long>("select count(*) from receipts")).ShouldBe(1);
    }

    [Fact]
    public async Task a_deleted_message_is_unread_to_nobody_whoever_had_seen_it()
    {
        await database.Given(Group().Post(Room, Ann).Post(Room, Ann).See(Room, Bob, 2).Delete(Room, 2));

        (await UnreadOf(Bob)).ShouldBe(1);
        (await UnreadOf(Cleo)).ShouldBe(1);
        (await UnreadOf(Ann)).ShouldBe(0);
    }

    [Fact]
    public async Task what_was_said_before_joining_a_private_room_is_not_unread_at_every_joining()
    {
        await database.Given(
            Group().Post(Room, Ann).Leave(Room, Bob).Post(Room, Ann).Join(Room, Bob).Post(Room, Ann).Delete(Room, 1));

        (await UnreadOf(Bob)).ShouldBe(1);
    }

    [Fact]
    public async Task a_public_room_is_unread_from_its_beginning_also_to_who_never_joined_or_has_left()
    {
        var log = Group(RoomVisibility.Public).Post(Room, Ann).Post(Room, Ann).SeeUpTo(Room, Bob, 1).Leave(Room, Bob).Post(Room, Ann);
        await database.Given(log);

        (await UnreadOf(Bob)).ShouldBe(2);
        (await UnreadOf(99)).ShouldBe(3);
    }

    [Fact]
    public async Task nobody_has_a_count_in_a_private_room_that_he_is_not_in()
    {
        await database.Given(Group().Post(Room, Ann).Leave(Room, Bob));

        (await Unread.OfRoom("a", new(Room), new(Bob), default)).ShouldBeNull();
        (await Unread.OfRoom("a", new(77), new(Bob), default)).ShouldBeNull();
        (await Unread.OfRoom("b", new(Room), new(Ann), default)).ShouldBeNull();
    }

    [Fact]
    public async Task all_rooms_of_a_user_come_in_one_list()
    {
        await database.Given(Group().Post(Room, Ann)
            .Room("a", 2, RoomVisibility.Public).Join(2, Ann, Bob).Post(2, Ann).Post(2, Ann)
            .Room("a", 3, RoomVisibility.Private).Join(3, Bob)
            .Room("a", 4, RoomVisibility.Private).Join(4, Bob, Ann).Post(4, Ann).Leave(4, Bob));

        (await Unread.OfUser("a", new(Bob), default)).ShouldBe([new(new(1), 1), new(new(2), 2), new(new(3), 0)]);
    }

    [Fact]
    public async Task a_post_touches_no_member_but_its_author()
    {
        await database.Given(Group().Post(Room, Ann));
        var before = await database.Scalar<string>("select string_agg(xmin::text, ' ' order by user_no) from members where user_no <> 1");

        await database.Append(Group().Post(Room, Ann).Post(Room, Ann).Events[^1]);

        (await database.Scalar<string>("select string_agg(xmin::text, ' ' order by user_no) from members where user_no <> 1"))
            .ShouldBe(before);
        (await UnreadOf(Bob)).ShouldBe(2);
    }

    private UnreadQueries Unread => new(database.Db, HeldReads.None);

    private async Task<long?> UnreadOf(long user) => await Unread.OfRoom("a", new(Room), new UserNumber(user), default);

    private static ChatLog Group(RoomVisibility visibility = RoomVisibility.Private) => new ChatLog()
        .User("a", Ann, "ann").User("a", Bob, "bob").User("a", Cleo, "cleo")
        .Room("a", Room, visibility).Join(Room, Ann, Bob, Cleo);
}
