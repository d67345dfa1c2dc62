using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class looking_at_rooms_and_people(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private const long Ann = 1;
    private const long Bob = 2;
    private const long Cleo = 3;

    [Fact]
    public async Task a_room_shows_its_head_and_the_viewers_unread_count()
    {
        var log = People().Room("a", 1, RoomVisibility.Private, key: "Lobby", kind: RoomKind.Channel, creator: Ann);
        var createdAt = log.Now;
        log.Join(1, Ann, Bob).Post(1, Ann);
        await database.Given(log);

        var room = new RoomView(
            new(1), RoomKind.Channel, RoomVisibility.Private, new UserNumber(Ann), "Room 1", "Lobby", createdAt, new(1), 2, log.Now, 1,
            Moderator: false, LastShown: new(new(1), log.Now));

        (await Rooms.Get("a", new(1), new(Bob), default)).ShouldBe(room);
        (await Rooms.ByKey("a", "Lobby", new(Bob), default)).ShouldBe(room);
        (await Rooms.ByKey("a", "lobby", new(Bob), default)).ShouldBeNull("keys are case-sensitive");
        (await Rooms.Get("a", new(1), null, default)).ShouldBe(room with { Unread = null, Moderator = null });
    }

    [Fact]
    public async Task a_private_room_is_there_for_its_participants_and_the_tenant_only()
    {
        await database.Given(People()
            .Room("a", 1, RoomVisibility.Private, key: "k").Join(1, Ann, Bob).Leave(1, Bob)
            .Room("a", 2, RoomVisibility.Public));

        (await Rooms.Get("a", new(1), new(Ann), default)).ShouldNotBeNull();
        (await Rooms.Get("a", new(1), new(Bob), default)).ShouldBeNull();
        (await Rooms.ByKey("a", "k", new(Cleo), default)).ShouldBeNull();
        (await Rooms.Get("b", new(1), null, default)).ShouldBeNull();
        (await Rooms.Get("a", new(2), new(Cleo), default)).ShouldNotBeNull();
        (await Members.Page("a", new(1), new(Bob), null, 10, default)).ShouldBeNull();
    }

    [Fact]
    public async Task a_users_rooms_come_page_by_page_the_one_posted_in_last_first()
    {
        var log = People();
        for (var room = 1; room <= 5; room++)
            log.Room("a", room, RoomVisibility.Private).Join(room, Ann, Bob);
        await database.Given(log.Post(2, Ann).Post(4, Ann).Post(1, Bob).Leave(5, Bob));

        var first = await Rooms.OfUser("a", new(Bob), null, 3, default);
        first.Rooms.Select(r => (r.Number.Value, r.Unread)).ShouldBe([(1, 0), (4, 1), (2, 1)]);
        first.HasMore.ShouldBeTrue();

        var rest = await Rooms.OfUser("a", new(Bob), new(first.Rooms[2].LastActivityAt, first.Rooms[2].Number), 3, default);
        rest.Rooms.Select(r => r.Number.Value).ShouldBe([3]);
        rest.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task members_come_in_the_order_of_joining_and_who_left_is_no_moderator_when_he_is_back()
    {
        await database.Given(People().Room("a", 1, RoomVisibility.Public)
            .Join(1, Bob).Join(1, Ann, Cleo).Grant(1, Bob).Grant(1, Ann).Join(1, Bob).Leave(1, Ann).Join(1, Ann));

        var first = (await Members.Page("a", new(1), null, null, 2, default)).ShouldNotBeNull();
        first.Members.Select(m => (m.ExternalId, m.Username, m.Moderator)).ShouldBe([("bob", "BOB", true), ("cleo", "CLEO", false)]);
        first.HasMore.ShouldBeTrue();

        var rest = await Members.Page("a", new(1), null, new(first.Members[1].JoinedAt, first.Members[1].User), 2, default);
        rest.ShouldNotBeNull().Members.Select(m => (m.ExternalId, m.Moderator)).ShouldBe([("ann", false)]);
        rest.HasMore.ShouldBeFalse();
        (await Rooms.Get("a", new(1), null, default))!.MemberCount.ShouldBe(3);
    }

    [Fact]
    public async Task readers_of_a_message_come_page_by_page_with_the_time_of_their_first_act_and_stay_after_leaving()
    {
        var log = People().Room("a", 1, RoomVisibility.Private).Join(1, Ann, Bob, Cleo).Post(1, Ann).Post(1, Ann).SeeUpTo(1, Bob, 2);
        var bobSaw = log.Now;
        await database.Given(log.SeeUpTo(1, Bob, 2).See(1, Cleo, 1).Leave(1, Bob));

        var page = (await Receipts.Readers("a", new(1), new(1), new(Ann), null, 1, default)).ShouldNotBeNull();
        page.Readers.ShouldBe([new(new(Bob), "bob", "BOB", bobSaw)]);
        (page.Total, page.HasMore).ShouldBe((2, true));
        var rest = (await Receipts.Readers("a", new(1), new(1), null, new(Bob), 1, default)).ShouldNotBeNull();
        rest.Readers.Select(r => r.ExternalId).ShouldBe(["cleo"]);
        (rest.Total, rest.HasMore).ShouldBe((2, false));

        (await Receipts.Readers("a", new(1), new(3), null, null, 1, default)).ShouldBeNull("there is no message 3");
        (await Receipts.Readers("a", new(1), new(1), new(Bob), null, 1, default)).ShouldBeNull("he has left");
    }

    [Fact]
    public async Task a_message_that_nobody_has_seen_has_an_empty_page_of_readers()
    {
        await database.Given(People().Room("a", 1, RoomVisibility.Private).Join(1, Ann, Bob).Post(1, Ann).Post(1, Ann).See(1, Bob, 2));

        var page = (await Receipts.Readers("a", new(1), new(1), null, null, 10, default)).ShouldNotBeNull();
        page.Readers.ShouldBeEmpty();
        page.Total.ShouldBe(0);
        (await Receipts.ReadersOfPage("a", new(1), new(1), new(2), default)).Keys.ShouldBe([new MessageNumber(2)]);
    }

    [Fact]
    public async Task users_and_tenants_are_found_by_what_they_are_called()
    {
        await database.Given(new ChatLog().Tenant("a").Tenant("b", registersUnknownUsers: false).User("a", Ann, "ann").User("a", Bob, "Ann").User("b", 11, "ann"));

        var found = await Users.ByExternalIds("a", ["ann", "Ann", "nobody"], default);
        found.Select(u => (u.Number.Value, u.ExternalId, u.Username)).ShouldBe([(Ann, "ann", "ANN"), (Bob, "Ann", "ANN")]);
        (await Users.ByNumber("a", new(Ann), default)).ShouldBe(found[0]);
        (await Users.ByNumber("b", new(Ann), default)).ShouldBeNull();
        (await Tenants.Get("b", default)).ShouldBe(new TenantView("b", "Name of b", false, ChatLog.Start.AddSeconds(2)));
        (await Tenants.Get("c", default)).ShouldBeNull();
    }

    private RoomQueries Rooms => new(database.Db, HeldReads.None);

    private MemberQueries Members => new(database.Db);

    private ReceiptQueries Receipts => new(database.Db, HeldReads.None);

    private UserQueries Users => new(database.Db, HeldReads.None);

    private TenantQueries Tenants => new(database.Db);

    private static ChatLog People() => new ChatLog().User("a", Ann, "ann").User("a", Bob, "bob").User("a", Cleo, "cleo");
}
