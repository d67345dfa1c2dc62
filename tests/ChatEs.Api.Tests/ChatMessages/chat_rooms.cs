using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class chat_rooms(ActingHost<chat_rooms> host) : IClassFixture<ActingHost<chat_rooms>>
{
    [Fact]
    public async Task a_room_has_all_members_of_the_vendors_table()
    {
        var room = await host.Room(name: "Ward 7", description: "Rounds", avatarUrl: "https://example.com/w.png");
        await host.Post(room, host.Ann, "1");
        var second = await host.Post(room, host.Ann, "2");
        await host.Do(MarkSeen.One(room, ActingHost<chat_rooms>.Number(host.Ben), second.Number));

        var answer = await host.Scenario(x => x.Get($"/chat-rooms/{room}").As(host.Ben));
        Golden.ShouldMatch($$"""
            {"id":"{{room}}","createdAt":"<number>","createdBy":"ann","title":"Ward 7","description":"Rounds",
             "picURL":"https://example.com/w.png","participants":["ann","ben"],"participantsLastMessageSeen":{"ben":"{{second.Id}}"} }
            """, answer.Bytes);
    }

    [Fact]
    public async Task what_a_room_has_not_is_left_out()
    {
        var number = await host.Chat.Service<Numbers>().NextRoom(default);
        await host.Do(new CreateRoom(number, RoomVisibility.Private, "", null, Creator: null, [ActingHost<chat_rooms>.Number(host.Cid)]));
        var answer = await host.Scenario(x => x.Get($"/chat-rooms/{number}").As(host.Cid));
        Golden.ShouldMatch($$"""
            {"id":"{{number}}","createdAt":"<number>","createdBy":"","title":"","participants":["cid"],"participantsLastMessageSeen":{} }
            """, answer.Bytes);
    }

    [Fact]
    public async Task the_last_message_seen_is_the_newest_marked_however_it_was_marked()
    {
        var room = await host.Room();
        var ben = ActingHost<chat_rooms>.Number(host.Ben);
        List<Guid> ids = [];
        for (var i = 0; i < 6; i++)
            ids.Add((await host.Post(room, host.Ann, $"{i}")).Id);
        (await LastSeen(room)).ShouldBeNull();
        await host.Do(MarkSeen.UpTo(room, ben, new(2)));
        (await LastSeen(room)).ShouldBe($"{ids[1]}");
        await host.Do(MarkSeen.One(room, ben, new(5)));
        (await LastSeen(room)).ShouldBe($"{ids[4]}");
        await host.Do(MarkSeen.One(room, ben, new(3)));
        (await LastSeen(room)).ShouldBe($"{ids[4]}");
        await host.Do(MarkSeen.UpTo(room, ben, new(6)));
        (await LastSeen(room)).ShouldBe($"{ids[5]}");
    }

    [Fact]
    public async Task the_list_has_the_accounts_own_rooms_the_one_posted_in_last_first()
    {
        var dora = await host.Chat.User("acme", host.New("dora"));
        List<RoomNumber> rooms = [];
        for (var i = 0; i < 3; i++)
        {
            var room = await host.Room(name: $"{i}");
            await host.Do(new AddParticipants(room, Actor.Server, [ActingHost<chat_rooms>.Number(dora)]));
            await host.Post(room, host.Ann, "hey");
            rooms.Add(room);
        }
        await host.Room(RoomVisibility.Public);
        await host.Post(rooms[0], host.Ann, "again");

        var all = await host.Scenario(x => x.Get("/chat-rooms").As(dora));
        all.Ids().ShouldBe([$"{rooms[0]}", $"{rooms[2]}", $"{rooms[1]}"]);
        all.Header("X-Total-Count").ShouldBe("3");
        all.Json.EnumerateArray().ShouldAllBe(room => room.GetProperty("participants").GetArrayLength() == 3);
        var page = await host.Scenario(x => x.Get("/chat-rooms?$limit=1&$skip=1").As(dora));
        page.Ids().ShouldBe([$"{rooms[2]}"]);
        page.Header("Link").ShouldBe("</chat-rooms?$limit=1&$skip=2>; rel=\"next\", </chat-rooms?$limit=1&$skip=0>; rel=\"prev\"");
    }

    private async Task<string?> LastSeen(RoomNumber room) =>
        (await host.Scenario(x => x.Get($"/chat-rooms/{room}").As(host.Ann))).Json.GetProperty("participantsLastMessageSeen")
            .TryGetProperty("ben", out var id) ? id.GetString() : null;
}
