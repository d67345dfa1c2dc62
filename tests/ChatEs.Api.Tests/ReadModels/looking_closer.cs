using ChatEs.Application.ReadModels.ApiKeys;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class looking_closer(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private const long Ann = 1;
    private const long Bob = 2;
    private const long Cleo = 3;

    [Fact]
    public async Task a_room_shows_what_it_is_called_and_shown_by_and_what_the_viewer_made_of_it()
    {
        var log = People().Room("a", 1, RoomVisibility.Private, key: "old").Join(1, Ann, Bob).Grant(1, Ann);
        log.Post(1, Ann).Post(1, Ann).Comment(1, Bob, 1).Delete(1, 2);
        var pinnedAt = log.Pin(1, Ann).Now;
        var archivedAt = log.Update(1, "New", "new", "about", "{ }").RoomAvatar(1, Avatar.At("http://a/")).Archive(1).Now;
        await database.Given(log);

        var room = (await Rooms.ByKey("a", "new", new(Ann), default)).ShouldNotBeNull();

        (room.Name, room.Description, room.Options, room.Avatar).ShouldBe(("New", "about", "{ }", Avatar.At("http://a/")));
        (room.UpdatedAt, room.ArchivedAt, room.PinnedAt, room.Moderator).ShouldBe((archivedAt.AddSeconds(-1), archivedAt, pinnedAt, true));
        room.LastShown!.Number.Value.ShouldBe(1, "comments and the deleted are not shown");
        (await Rooms.ByKey("a", "old", new(Ann), default)).ShouldBeNull();
        (await Rooms.Get("a", new(1), new(Bob), default))!.PinnedAt.ShouldBeNull("a pin is its owner's");
    }

    [Fact]
    public async Task rooms_are_listed_by_filter_by_number_and_in_the_order_asked()
    {
        await database.Given(People()
            .Room("a", 1, RoomVisibility.Private, key: "k").Room("a", 2, RoomVisibility.Private, kind: RoomKind.Channel)
            .Room("a", 3, RoomVisibility.Private).Room("a", 4, RoomVisibility.Public).Join(1, Ann).Join(2, Ann).Join(3, Ann)
            .Post(1, Ann).Pin(2, Ann).Archive(3));

        (await Of(new([RoomKind.Group]))).ShouldBe([1, 3]);
        (await Of(new(Archived: true))).ShouldBe([3]);
        (await Of(new(Pinned: true))).ShouldBe([2]);
        var page = await Rooms.PageOfUser("a", new(Ann), null, 1, 1, default);
        (page.Rooms.Single().Number.Value, page.Total).ShouldBe((3, 3));
        (await Rooms.PageOfUser("a", new(Ann), null, 9, 1, default)).Total.ShouldBe(3);
        (await Rooms.VisibleTo("a", new(Ann), default).Select(r => r.Number.Value).ToListAsync()).ShouldBe([1, 4, 3, 2]);
        var many = await Rooms.Many("a", [new(3), new(99), new(1), new(3)], ["k", "nobody"], null, default);
        many.Select(r => r.Number.Value).ShouldBe([3, 1]);
        (await Rooms.Many("a", [new(1), new(4)], [], new(Bob), default)).Select(r => r.Number.Value).ShouldBe([4]);

        async Task<IEnumerable<long>> Of(RoomFilter filter) =>
            (await Rooms.OfUser("a", new(Ann), filter, null, 10, default)).Rooms.Select(r => r.Number.Value);
    }

    [Fact]
    public async Task a_message_carries_all_that_hangs_on_it()
    {
        MessageLink[] links = [new("http://l/?q=\"<é", LinkType.Image)];
        var log = Room().PostDetailed(1, Ann, new("rich", null, "s", "http://m/", links, "card", "{ \"a\":1}", "[ ]"), MessageMarkup.Html, 7)
            .Attach(1, 1, 8).React(1, Bob, 1, "b").React(1, Ann, 1, "a").React(1, Cleo, 1, "b");
        var editedAt = log.Profile("a", Ann, new("Annie", "A.", "B.", null), UserType.Admin).Edit(1, 1, "edited").Now;
        await database.Given(log);

        var message = (await Messages.ByUuid("a", ChatLog.IdOf(1, 1), new(Cleo), default)).ShouldNotBeNull();

        message.Author.ShouldBe(new(new(Ann), "ann", "Annie", UserType.Admin, "A.", "B.", ChatLog.Start.AddSeconds(1)));
        (message.Text, message.Markup, message.EditedAt).ShouldBe(("edited", MessageMarkup.Plain, editedAt));
        (message.Session, message.MediaUrl, message.PayloadType, message.Payload, message.Extras).ShouldBe(("s", "http://m/", "card", "{ \"a\":1}", "[ ]"));
        message.Links.ShouldBe(links);
        message.Attachments.Select(f => (f.File.Value, f.FileName, f.Width)).ShouldBe([(7, "file 7", null), (8, "file 8", 640)]);
        message.Reactions.ShouldBe([new("b", 2, true), new("a", 1, false)]);
        (await new AttachmentQueries(database.Db).Get("a", new(8), new(Bob), default)).ShouldBe(message.Attachments[1]);
        (await new AttachmentQueries(database.Db).Get("a", new(8), new(99), default)).ShouldBeNull();
        var reactors = await new ReactionQueries(database.Db).Reactors("a", new(1), new(1), null, "b", new("b", new(Bob)), 10, default);
        reactors!.Reactors.Select(r => r.ExternalId).ShouldBe(["cleo"]);
    }

    [Fact]
    public async Task a_deleted_message_takes_all_of_it_along()
    {
        await database.Given(Room().PostDetailed(1, Ann, new("rich", null, "s", "http://m/", [new("http://l/", LinkType.Page)], "card", "{}", "[]"), null, 7)
            .React(1, Bob, 1, "a").Delete(1, 1).Edit(1, 1, "too late"));

        (await database.Scalar<long>("""
            select (select count(*) from attachments) + (select count(*) from reactions) + count(*) from messages
            where text <> '' or coalesce(session, media_url, links::text, payload_type, payload, extras) is not null
              or attachments + reactions > 0 or edited_at is not null
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task messages_are_found_by_session_time_and_author_across_rooms()
    {
        var log = Room().PostDetailed(1, Ann, new("1", null, "s")).Post(1, Bob)
            .Room("a", 2, RoomVisibility.Private).Join(2, Ann).Post(2, Ann).PostDetailed(2, Ann, new("early", ChatLog.Start, "s"));
        await database.Given(log.Room("a", 3, RoomVisibility.Private).Join(3, Bob).Post(3, Bob));

        (await Recent(null, 10)).ShouldBe([(2, 1), (1, 2), (1, 1), (2, 2)]);
        (await Recent(null, 2, skip: 1)).ShouldBe([(1, 2), (1, 1)]);
        (await Recent(new(Session: "s"), 10, ascending: true)).ShouldBe([(2, 2), (1, 1)]);
        (await Recent(new(Author: new UserNumber(Bob)), 10)).ShouldBe([(1, 2)]);
        (await Recent(new(Until: ChatLog.Start.AddSeconds(1)), 10)).ShouldBe([(2, 2)]);
        (await Messages.Page("a", new(1), new(Ann), new PageRequest.Newest(5), new(Session: "s"), default))!
            .Messages.Select(m => m.Number.Value).ShouldBe([1]);

        async Task<IEnumerable<(long, long)>> Recent(MessageFilter? filter, int limit, int skip = 0, bool ascending = false) =>
            (await Messages.Recent("a", new(Ann), null, filter, limit, skip, ascending, default)).Select(m => (m.Room.Value, m.Number.Value));
    }

    [Fact]
    public async Task members_and_users_come_in_numbered_pages_with_their_avatars()
    {
        var avatar = Avatar.Of(new(ChatLog.File(9, 32), "me.png"));
        await database.Given(People().Room("a", 1, RoomVisibility.Private, kind: RoomKind.Single).Join(1, Ann, Bob)
            .UserAvatar("a", Bob, avatar).Suspend("a", Cleo).Suspend("a", Bob).Reactivate("a", Bob).IssueKey("a", "k", ApiKeyKind.Auditor).RevokeKey("a", "k"));
        var (members, users, avatars) = (new MemberQueries(database.Db), new UserQueries(database.Db, HeldReads.None), new AvatarQueries(database.Db));

        var page = (await members.NumberedPage("a", new(1), 1, 5, default)).ShouldNotBeNull();
        (page.Members.Single().Avatar, page.Total).ShouldBe((avatar, 2));
        (await members.Peer("a", new(1), new(Ann), default))!.ExternalId.ShouldBe("bob");
        var newest = await users.Page("a", 0, 2, ascending: false, default);
        newest.Users.Select(u => u.ExternalId).ShouldBe(["cleo", "bob"]);
        newest.Total.ShouldBe(3);
        (await users.PageAfter("a", new(newest.Users[1].RegisteredAt, new(Bob)), 5, default)).Users.Select(u => u.ExternalId).ShouldBe(["cleo"]);
        newest.Users.Select(u => u.SuspendedAt is not null).ShouldBe([true, false]);
        (await users.StandingSince(0, default)).ShouldBe([new("a", new(Cleo), true, 7), new("a", new(Bob), false, 9)]);
        (await users.StandingSince(7, default)).Select(s => s.User.Value).ShouldBe([Bob]);
        (await users.ByNumbers("a", [new(Bob), new(Ann), new(99)], default)).Select(u => u.Avatar).ShouldBe([null, avatar]);
        (await avatars.ByFile("a", new(9), new(Cleo), default)).ShouldBe(avatar);
        (await new ApiKeyQueries(database.Db).Of("a", default)).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task what_is_delivered_and_unread_is_told_for_many_at_once()
    {
        var log = Room().Post(1, Ann).Post(1, Ann).Deliver(1, Bob, 2).Deliver(1, Cleo, 1).SeeUpTo(1, Bob, 1).See(1, Cleo, 2);
        await database.Given(log.Room("a", 2, RoomVisibility.Private).Join(2, Ann, Bob).Post(2, Ann).Post(2, Ann));
        var (receipts, unread) = (new ReceiptQueries(database.Db, HeldReads.None), new UnreadQueries(database.Db, HeldReads.None));

        var page = await database.Messages.Page("a", new(1), null, new PageRequest.Newest(10), default);
        var status = await receipts.StatusOfPage("a", new(1), page!.Messages, default);
        status.Values.Select(d => (d.Recipients, d.Received, d.Seen, d.Status)).ShouldBe(
            [(2, 2, 1, DeliveryStatus.Received), (2, 2, 1, DeliveryStatus.Received)]);
        (await receipts.SeenOfPage("a", new(1), new(Bob), new(1), new(2), default)).ShouldBe([new(1)]);
        (await unread.OfRooms("a", new(Bob), [new(2), new(9), new(1)], default)).ShouldBe([new(new(2), 2), new(new(1), 1)]);
        (await unread.TotalOfUsers("a", [new(Bob), new(Ann), new(Cleo)], default)).ShouldBe([new(new(Bob), 3), new(new(Ann), 0), new(new(Cleo), 1)]);
        (await Users(null, null)).ShouldBe([Bob, Cleo]);
        (await Users(log.Now.AddSeconds(-1), null)).ShouldBe([Bob], "only he has something unread of the second room");
        (await Users(null, ChatLog.Start)).ShouldBeEmpty();

        async Task<IEnumerable<long>> Users(DateTimeOffset? since, DateTimeOffset? until) =>
            (await unread.UsersWithUnread("a", 0, 10, since, until, default)).Users.Select(u => u.Value);
    }

    private RoomQueries Rooms => new(database.Db, HeldReads.None);

    private MessageQueries Messages => database.Messages;

    private static ChatLog People() => new ChatLog().User("a", Ann, "ann").User("a", Bob, "bob").User("a", Cleo, "cleo");

    private static ChatLog Room() => People().Room("a", 1, RoomVisibility.Private).Join(1, Ann, Bob, Cleo);
}
