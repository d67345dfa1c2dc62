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
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>Every query on empty tables: nothing, or an empty page, and never an error.</summary>
public sealed class what_is_not_there(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private static readonly RoomNumber Room = new(1);
    private static readonly UserNumber Ann = new(1);
    private static readonly MessageNumber First = new(1);

    [Fact]
    public async Task no_room_is_found_or_listed()
    {
        var rooms = new RoomQueries(database.Db, HeldReads.None);

        (await rooms.Many("a", [Room], ["k"], Ann, default)).ShouldBeEmpty();
        (await rooms.OfUser("a", Ann, new([RoomKind.Group], true, false), null, 10, default)).Rooms.ShouldBeEmpty();
        var page = await rooms.PageOfUser("a", Ann, null, 0, 10, default);
        (page.Rooms.Count, page.Total).ShouldBe((0, 0));
        (await rooms.VisibleTo("a", Ann, default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task no_member_and_no_user()
    {
        var (members, users) = (new MemberQueries(database.Db), new UserQueries(database.Db, HeldReads.None));

        (await members.NumberedPage("a", Room, 0, 10, default)).ShouldBeNull();
        (await members.Of("a", Room, Ann, default)).ShouldBeNull();
        (await members.Peer("a", Room, Ann, default)).ShouldBeNull();
        (await users.ByNumbers("a", [Ann], default)).ShouldBeEmpty();
        var page = await users.Page("a", 0, 10, ascending: true, default);
        (page.Users.Count, page.Total).ShouldBe((0, 0));
        (await users.Page("a", 5, 10, ascending: false, default)).Users.ShouldBeEmpty();
        (await users.PageAfter("a", null, 10, default)).Users.ShouldBeEmpty();
        (await users.StandingSince(0, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task no_message_and_nothing_of_one()
    {
        var messages = database.Messages;

        (await messages.Open("a", Room, Ann, new PageRequest.Newest(10), new(Session: "s"), default)).ShouldBeNull();
        (await messages.Recent("a", Ann, null, new(true, First, "s", Ann, ChatLog.Start, ChatLog.Start), 10, 5, true, default)).ShouldBeEmpty();
        (await messages.Recent("a", null, Room, null, 10, 0, false, default)).ShouldBeEmpty();
        (await messages.ByUuid("a", Guid.NewGuid(), Ann, default)).ShouldBeNull();
        (await new AttachmentQueries(database.Db).Get("a", new(1), Ann, default)).ShouldBeNull();
        (await new ReactionQueries(database.Db).Reactors("a", Room, First, Ann, "x", null, 10, default)).ShouldBeNull();
    }

    [Fact]
    public async Task nothing_delivered_seen_or_unread()
    {
        var (receipts, unread) = (new ReceiptQueries(database.Db, HeldReads.None), new UnreadQueries(database.Db, HeldReads.None));

        (await receipts.StatusOfPage("a", Room, [], default)).ShouldBeEmpty();
        (await receipts.SeenOfPage("a", Room, Ann, First, new(10), default)).ShouldBeEmpty();
        (await unread.OfRooms("a", Ann, [Room], default)).ShouldBeEmpty();
        (await unread.TotalOfUsers("a", [Ann], default)).ShouldBe([new(Ann, 0)]);
        (await unread.UsersWithUnread("a", 0, 10, ChatLog.Start, null, default)).Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task no_avatar_and_no_key()
    {
        var avatars = new AvatarQueries(database.Db);

        (await avatars.AvatarOf("a", AvatarOwner.Room, 1, default)).ShouldBeNull();
        (await avatars.ByFile("a", new(1), Ann, default)).ShouldBeNull();
        (await new ApiKeyQueries(database.Db).Of("a", default)).ShouldBeEmpty();
    }
}
