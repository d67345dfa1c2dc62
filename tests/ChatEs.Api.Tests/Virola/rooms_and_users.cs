using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class rooms_and_users(ActingHost<rooms_and_users> host) : IClassFixture<ActingHost<rooms_and_users>>
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.FromUnixTimeMilliseconds(1_764_350_672_498);

    [Fact]
    public async Task rooms_have_the_members_of_the_document_in_its_order()
    {
        var dora = await host.Chat.User("acme", host.New("dora"));
        var (own, open) = (await host.Room(name: "Admin"), await host.Room(RoomVisibility.Public, "Welcome!"));
        await host.Do(new AddParticipants(own, Actor.Server, [Number(dora)]));
        await host.Do(new GrantModerator(own, Actor.Server, Number(dora)));
        await host.Do(new PinRoom(own, Number(dora)));
        await host.Post(open, host.Ann, "1", claimedAt: Begin);
        var last = await host.Post(open, host.Ann, "2", claimedAt: Begin.AddMilliseconds(1));
        var newest = await host.Post(own, host.Ann, "3", claimedAt: Begin.AddMilliseconds(2));

        var answer = await host.Scenario(x => x.Get("/api/v1/rooms").As(dora));
        var rooms = answer.Json.GetProperty("rooms").EnumerateArray().ToList();
        answer.Json.EnumerateObject().Select(member => member.Name).ShouldBe(["httpStatusCode", "rooms"]);
        Golden.ShouldMatch($$"""
            {"createdUtc":"<number>","displayName":"Admin","lastModifiedUtc":"<number>","roomId":{{own}},"roomType":"Private",
             "unreadMessageCount":1,"isArchived":false,"isModerator":true,"isPinned":true,
             "lastMessage":{"createdUtc":1764350672500,"messageId":{{newest.Id()}} } }
            """, System.Text.Encoding.UTF8.GetBytes(rooms[0].GetRawText()));
        Golden.ShouldMatch($$"""
            {"createdUtc":"<number>","displayName":"Welcome!","lastModifiedUtc":"<number>","roomId":{{open}},"roomType":"Public",
             "unreadMessageCount":2,"isArchived":false,"isModerator":false,"isPinned":false,
             "lastMessage":{"createdUtc":1764350672499,"messageId":{{last.Id()}} } }
            """, System.Text.Encoding.UTF8.GetBytes(rooms[1].GetRawText()));
        foreach (var room in rooms.Take(2))
            room.GetProperty("lastModifiedUtc").GetInt64().ShouldBe(room.GetProperty("createdUtc").GetInt64());
    }

    [Fact]
    public async Task a_room_without_messages_has_null_and_an_archived_one_is_in_the_list()
    {
        var room = await host.Room(name: "Quiet");
        await host.Do(new ArchiveRoom(room, Actor.Server));
        var json = await Room(room, host.Ben);
        json.GetProperty("lastMessage").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.GetProperty("isArchived").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task a_deleted_last_message_gives_way_to_the_one_before_and_a_comment_is_none()
    {
        var room = await host.Room();
        var first = await host.Post(room, host.Ann, "1");
        var second = await host.Post(room, host.Ann, "2");
        await host.Post(room, host.Ben, "a comment", parent: first.Number);
        (await LastMessage(room)).ShouldBe(second.Id());
        await host.Do(new DeleteMessage(room, Actor.Server, second.Number));
        (await LastMessage(room)).ShouldBe(first.Id());
    }

    [Fact]
    public async Task renaming_moves_lastModifiedUtc_and_a_message_does_not()
    {
        var room = await host.Room(name: "Old");
        await host.Post(room, host.Ann, "hey");
        var before = await Room(room, host.Ann);
        before.GetProperty("lastModifiedUtc").GetInt64().ShouldBe(before.GetProperty("createdUtc").GetInt64());
        await Task.Delay(5);
        await host.Do(new UpdateRoom(room, Actor.Server, Name: "New"));
        var after = await Room(room, host.Ann);
        after.GetProperty("displayName").GetString().ShouldBe("New");
        after.GetProperty("lastModifiedUtc").GetInt64().ShouldBeGreaterThan(before.GetProperty("lastModifiedUtc").GetInt64());
    }

    [Fact]
    public async Task a_room_of_two_is_called_as_the_other_one()
    {
        var number = await host.Chat.Service<Numbers>().NextRoom(default);
        var room = (await host.Do(new GetOrCreateSingleRoom(number, Number(host.Ann), Number(host.Cid)))).Room;
        (await Room(room, host.Ann)).GetProperty("displayName").GetString().ShouldBe("cid");
        (await Room(room, host.Cid)).GetProperty("displayName").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task permissions_are_the_24_of_the_document_and_false_for_what_is_not_here()
    {
        const string Names = """
            canAttachOrDeleteFilesInOwnMessagesInDiscussion canAttachOrDeleteFilesInOwnMessagesInMainThread
            canChangePropertiesOfUnrelatedIssues canCreateIssues canCreateMeetings canEditOrDeleteOwnMessagesInDiscussion
            canEditOrDeleteOwnMessagesInMainThread canIntercomListen canIntercomStreamVideo canIntercomTalk canIntercomWatchVideo
            canReactToMessagesWithEmojiInDiscussion canReactToMessagesWithEmojiInMainThread canRecordMeetings
            canSendFilesIntoRoomInDiscussion canSendFilesIntoRoomInMainThread canSendMessagesInDiscussion
            canSendMessagesInMainThread canSendNudge canShareScreen canUseIntercom uiCanSeeRoomSidebar
            uiCanSeeWhoReadMessageInDiscussion uiCanSeeWhoReadMessageInMainThread
            """;
        var names = Names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        names.Length.ShouldBe(24);
        var room = await host.Room();
        foreach (var isArchived in new[] { false, true })
        {
            if (isArchived)
                await host.Do(new ArchiveRoom(room, Actor.Server));
            var answer = await host.Scenario(x => x.Get($"/api/v1/room-permissions/{room}").As(host.Ben));
            var expected = string.Join(',', names.Select(name => $"\"{name}\":{(IsAllowed(name, isArchived) ? "true" : "false")}"));
            answer.Text.ShouldBe($$$"""{"httpStatusCode":200,"roomPermissions":{"permissions":{{{{expected}}}},"roomId":{{{room}}}}}""");
        }

        static bool IsAllowed(string name, bool isArchived) =>
            name.StartsWith("uiCanSee", StringComparison.Ordinal)
            || (!isArchived && !name.Contains("Intercom", StringComparison.Ordinal) && !name.Contains("Issues", StringComparison.Ordinal)
                && !name.Contains("Meetings", StringComparison.Ordinal) && name is not ("canSendNudge" or "canShareScreen"));
    }

    [Fact]
    public async Task users_are_all_of_the_tenant_with_the_members_of_the_document()
    {
        var admin = await host.Chat.User("acme", host.New("admin"));
        await host.Do(new ChangeProfile(Number(admin), Actor.Server, "The Admin", Type: UserType.Admin));
        await host.Do(new SuspendUser(Number(admin), Actor.Server));
        var rival = host.New("rival");
        await host.Chat.Tenant(rival);
        await host.Chat.User(rival, "spy");

        var answer = await host.Scenario(x => x.Get("/api/v1/users").As(host.Ann));
        var users = answer.Json.GetProperty("users").EnumerateArray().ToList();
        users.ShouldNotContain(user => user.GetProperty("userName").GetString() == "spy");
        users.Select(user => user.GetProperty("userName").GetString()).ToList().IndexOf("ann").ShouldBe(0);
        Golden.ShouldMatch($$"""
            {"createdUtc":"<number>","displayName":"ann","isAdmin":false,"lastModifiedUtc":"<number>","status":"Active",
             "userId":{{host.Ann.UserNumber}},"userName":"ann"}
            """, System.Text.Encoding.UTF8.GetBytes(users[0].GetRawText()));
        Golden.ShouldMatch($$"""
            {"createdUtc":"<number>","displayName":"The Admin","isAdmin":true,"lastModifiedUtc":"<number>","status":"Suspended",
             "userId":{{admin.UserNumber}},"userName":"{{admin.UserId}}"}
            """, System.Text.Encoding.UTF8.GetBytes(users.Single(u => u.GetProperty("userId").GetInt64() == admin.UserNumber).GetRawText()));
    }

    [Fact]
    public async Task the_server_is_healthy() => await host.Scenario(x =>
    {
        x.Get("/api/v1/server-health").As(host.Ann);
        x.BodyShouldBe("""{"httpStatusCode":200,"status":"Healthy"}""");
    });

    private static UserNumber Number(Identity user) => ActingHost<rooms_and_users>.Number(user);

    private async Task<System.Text.Json.JsonElement> Room(RoomNumber room, Identity who) =>
        (await host.Scenario(x => x.Get("/api/v1/rooms").As(who))).Json.GetProperty("rooms").EnumerateArray()
            .Single(json => json.GetProperty("roomId").GetInt64() == room.Value);

    private async Task<long> LastMessage(RoomNumber room) =>
        (await Room(room, host.Ben)).GetProperty("lastMessage").GetProperty("messageId").GetInt64();
}
