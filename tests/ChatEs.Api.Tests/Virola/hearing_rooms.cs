using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>What the WebSocket says of rooms: of those that <c>GET rooms</c> shows, and of no others.</summary>
public sealed class hearing_rooms(ListeningHost<hearing_rooms> host) : IClassFixture<ListeningHost<hearing_rooms>>
{
    [Fact]
    public async Task who_is_added_gets_the_room_once_and_who_is_removed_nothing_after_that()
    {
        var dora = await host.User("dora");
        var own = await host.Acting.Room("Own", participants: Number(dora));
        var room = await host.Room();
        await host.Acting.Post(room, Number(host.Ann), "before");
        await using var socket = await host.Listen(dora, host.Other);

        await host.Acting.Do(new AddParticipants(room, Actor.Server, [Number(dora)]));
        var created = await socket.Next("RoomCreated");
        created.Data.GetProperty("room").GetRawText().ShouldBe(await Shown(room, dora));
        await host.Acting.Post(room, Number(host.Ann), "while");
        await socket.Next("TextMessagesCreated");
        Unread(await socket.Next("RoomUpdated")).ShouldBe(1);

        await host.Acting.Do(new RemoveParticipants(room, Actor.Server, [Number(dora)]));
        await host.Acting.Post(room, Number(host.Ann), "after");
        await host.Acting.Do(new EditMessage(room, Number(host.Ann), new(2), "after, too"));
        (await socket.Next("RoomDeleted")).Text.ShouldBe($$$"""{"type":"RoomDeleted","data":{"roomId":{{{room}}}}}""");
        (await host.Heard(socket, own, dora)).ShouldBeEmpty();

        await host.Acting.Do(new AddParticipants(room, Actor.Server, [Number(dora)]));
        RoomOf(await socket.Next("RoomCreated")).ShouldBe(room.Value);
        (await host.Heard(socket, own, dora)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_public_room_is_told_to_everybody_from_its_creation_on_whether_in_it_or_not()
    {
        await using var cid = await host.Listen(host.Cid, host.Other);
        await using var ann = await host.Listen(host.Ann);

        var room = await host.Room(isPublic: true);
        foreach (var socket in new[] { cid, ann })
        {
            var created = await socket.Next("RoomCreated");
            (RoomOf(created), created.Data.GetProperty("room").GetProperty("roomType").GetString()).ShouldBe((room.Value, "Public"));
        }
        // She was added in the same breath.
        RoomOf(await ann.Next("RoomUpdated")).ShouldBe(room.Value);

        await host.Acting.Post(room, Number(host.Ann), "hello");
        await cid.Next("TextMessagesCreated");
        Unread(await cid.Next("RoomUpdated")).ShouldBe(1);

        // Posting joins.
        await host.Acting.Post(room, Number(host.Cid), "hello, too");
        await cid.Next("TextMessagesCreated");
        Unread(await cid.Next("RoomUpdated")).ShouldBe(1);

        // And whoever leaves goes on seeing it.
        await host.Acting.Do(new RemoveParticipants(room, Actor.Server, [Number(host.Cid)]));
        RoomOf(await cid.Next("RoomUpdated")).ShouldBe(room.Value);
        await host.Acting.Post(room, Number(host.Ann), "still here?");
        await cid.Next("TextMessagesCreated");
    }

    [Fact]
    public async Task a_public_room_that_was_there_before_is_told_of_once_to_who_is_in_it_and_to_who_is_not()
    {
        var room = await host.Room(isPublic: true);
        await using var ann = await host.Listen(host.Ann);
        await using var cid = await host.Listen(host.Cid);

        foreach (var text in new[] { "one", "two" })
        {
            await host.Acting.Post(room, Number(host.Ben), text);
            foreach (var socket in new[] { ann, cid })
            {
                (await socket.Next("TextMessagesCreated")).Text.ShouldContain($"\"{text}\"");
                await socket.Next("RoomUpdated");
            }
        }
    }

    [Fact]
    public async Task a_private_room_of_others_and_another_tenants_public_one_are_not_heard()
    {
        var own = await host.Acting.Room("Own", participants: Number(host.Cid));
        await using var cid = await host.Listen(host.Cid);
        await host.Chat.Tenant("rival");
        var rival = await host.Chat.User("rival", "rival");
        var acting = new Acting(host.Chat, "rival");
        var theirs = await acting.Room("Theirs", participants: Number(rival));
        await using var spy = await host.Listen(rival);

        var room = await host.Room();
        await host.Acting.Post(room, Number(host.Ann), "private");
        await host.Room(isPublic: true);
        var open = await acting.Room("Open", isPublic: true, participants: Number(rival));
        await acting.Post(open, Number(rival), "of another tenant");

        RoomOf((await cid.Next())!).ShouldNotBe(room.Value);
        (await host.Heard(cid, own, host.Cid)).ShouldBeEmpty();
        RoomOf(await spy.Next("RoomCreated")).ShouldBe(open.Value);
        await acting.Post(theirs, Number(rival), "the end");
        var heard = await spy.Until(frame => frame.Text.Contains("\"the end\"", StringComparison.Ordinal));
        heard.Where(frame => frame.Type != "TextMessagesCreated").Select(RoomOf).ShouldAllBe(told => told == open.Value);
    }

    [Fact]
    public async Task a_new_single_room_is_called_as_the_other_one()
    {
        var (dora, emil) = (await host.User("dora"), await host.User("emil"));
        await using var socket = await host.Listen(dora);

        await host.Acting.Single(Number(emil), Number(dora));

        (await socket.Next("RoomCreated")).Data.GetProperty("room").GetProperty("displayName").GetString().ShouldBe(emil.UserId);
    }

    [Fact]
    public async Task names_pictures_and_archives_are_told_to_all_and_pins_and_moderators_to_whom_they_concern()
    {
        var room = await host.Room();
        await using var ann = await host.Listen(host.Ann);
        await using var ben = await host.Listen(host.Ben);

        await host.Acting.Do(new PinRoom(room, Number(host.Ben)));
        Flag(await ben.Next("RoomUpdated"), "isPinned").ShouldBeTrue();
        await host.Acting.Do(new UnpinRoom(room, Number(host.Ben)));
        Flag(await ben.Next("RoomUpdated"), "isPinned").ShouldBeFalse();
        await host.Acting.Do(new GrantModerator(room, Actor.Server, Number(host.Ben)));
        Flag(await ben.Next("RoomUpdated"), "isModerator").ShouldBeTrue();
        await host.Acting.Do(new RevokeModerator(room, Actor.Server, Number(host.Ben)));
        Flag(await ben.Next("RoomUpdated"), "isModerator").ShouldBeFalse();

        await host.Acting.Do(new UpdateRoom(room, Actor.Server, Name: "Ward 7"));
        foreach (var socket in new[] { ann, ben })
        {
            var renamed = await socket.Next("RoomUpdated");
            renamed.Data.GetProperty("room").GetProperty("displayName").GetString().ShouldBe("Ward 7");
            Flag(renamed, "isPinned").ShouldBeFalse();
        }
        await host.Acting.Do(new ArchiveRoom(room, Actor.Server));
        foreach (var (socket, who) in new[] { (ann, host.Ann), (ben, host.Ben) })
        {
            var archived = await socket.Next("RoomUpdated");
            Flag(archived, "isArchived").ShouldBeTrue();
            archived.Data.GetProperty("room").GetRawText().ShouldBe(await Shown(room, who));
        }
        await host.Acting.Do(new UnarchiveRoom(room, Actor.Server));
        Flag(await ann.Next("RoomUpdated"), "isArchived").ShouldBeFalse();
    }

    private async Task<string> Shown(RoomNumber room, Identity viewer) =>
        (await host.Chat.Scenario(x => x.Get("/api/v1/rooms").As(viewer))).Json.GetProperty("rooms").EnumerateArray()
            .Single(shown => shown.GetProperty("roomId").GetInt64() == room.Value).GetRawText();

    private static long RoomOf(Frame frame) => frame.Data.GetProperty("room").GetProperty("roomId").GetInt64();

    private static long Unread(Frame frame) => frame.Data.GetProperty("room").GetProperty("unreadMessageCount").GetInt64();

    private static bool Flag(Frame frame, string name) => frame.Data.GetProperty("room").GetProperty(name).GetBoolean();

    private static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
