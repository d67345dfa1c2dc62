using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>
/// Every call of the document with the request and the answer that stand in it, member by member: name, order, type,
/// presence. Its trailing commas are typing errors; the ids are those of the rooms made here.
/// </summary>
public sealed class the_documents_own_examples(QiscusHost<the_documents_own_examples> host) : IClassFixture<QiscusHost<the_documents_own_examples>>
{
    private const string Image = "https://myimagebucket.com/image.jpg";

    [Fact]
    public async Task create_room() => Golden.ShouldMatch(
        """
        {"results":{"room":{"room_id":"<digits>","room_name":"Group Room","room_type":"group",
          "room_avatar_url":"https://myimagebucket.com/image.jpg","room_options":"{}","room_channel_id":""}},"status":200}
        """,
        (await host.Post(
            "create_room",
            $$"""{"room_name":"Group Room","participants":["user1@email.com","user2@email.com"],"creator":"user1@email.com","room_avatar_url":"{{Image}}"}""")).Bytes);

    [Fact]
    public async Task update_room()
    {
        var room = await host.Group("Group Room", "ann");
        var answer = await host.Post(
            "update_room",
            $$"""
            {"room_id":"{{room}}","room_channel_id":"831dfb71-1e5b-42cd-bf81-f303e6e988eb","room_name":"Group Room Renamed",
             "room_avatar_url":"{{Image}}","room_options":"{\"option1\":true,\"string_option2\":\"value\"}"}
            """);
        Golden.ShouldMatch(
            $$"""
            {"results":{"changed":true,"room":{"room_id":"{{room}}","room_name":"Group Room Renamed","room_type":"group",
              "room_avatar_url":"https://myimagebucket.com/image.jpg","room_options":"{\"option1\":true,\"string_option2\":\"value\"}",
              "room_channel_id":"831dfb71-1e5b-42cd-bf81-f303e6e988eb"} },"status":200}
            """,
            answer.Bytes);
    }

    [Fact]
    public async Task get_or_create_room_with_target() => Golden.ShouldMatch(
        """
        {"results":{"room":{"room_id":"<digits>","room_name":"","room_type":"single","room_avatar_url":"","room_options":"{}","room_channel_id":""}},"status":200}
        """,
        (await host.Post("get_or_create_room_with_target", """{"user_ids":["user3@email.com","user4@email.com"]}""")).Bytes);

    [Fact]
    public async Task get_rooms_info()
    {
        var (group, single) = (await host.Group("My Favorite Room", "ann"), await host.Single("ann", "ben"));
        await host.Post("update_room", $$"""{"room_id":"{{group}}","room_avatar_url":"{{Image}}","room_channel_id":"831dfb71"}""");
        Golden.ShouldMatch(
            $$"""
            {"results":{"rooms":[
              {"room_id":"{{group}}","room_name":"My Favorite Room","room_type":"group","room_avatar_url":"{{Image}}","room_options":"{}","room_channel_id":"831dfb71"},
              {"room_id":"{{single}}","room_name":"","room_type":"single","room_avatar_url":"","room_options":"{}","room_channel_id":""}]},"status":200}
            """,
            (await host.Get($"get_rooms_info?room_ids[]={group}&room_ids[]={single}")).Bytes);
    }

    [Fact]
    public async Task add_room_participants_and_remove_room_participants()
    {
        await host.Post("login_or_register", $$"""{"user_id":"liu@email.com","username":"Liu Kang","avatar_url":"{{Image}}"}""");
        var room = await host.Group("Ring", "ann");
        const string Liu = """[{"avatar_url":"https://myimagebucket.com/image.jpg","user_id":"liu@email.com","username":"Liu Kang"}]""";
        Golden.ShouldMatch(
            $$"""{"results":{"participants_added":{{Liu}}},"status":200}""",
            (await host.Post("add_room_participants", $$"""{"room_id":"{{room}}","user_ids[]":["liu@email.com"]}""")).Bytes);
        Golden.ShouldMatch(
            $$"""{"results":{"participants_removed":{{Liu}}},"status":200}""",
            (await host.Post("remove_room_participants", $$"""{"room_id":"{{room}}","user_ids":["liu@email.com"]}""")).Bytes);
    }

    [Fact]
    public async Task get_room_participants()
    {
        const string Odd = "https://d1edrlpyc25xu0.cloudfront.net/kiwari-prod/image/upload/0AlS8O2rr_/1507606591-Lina_icon.png";
        await host.Post("login_or_register", $$"""{"user_id":"guest2@email.com","username":"Qiscus Guest2","avatar_url":"{{Odd}}"}""");
        await host.Post("login_or_register", """{"user_id":"demo@email.com","username":"Qiscus Demo","extras":{"role":"demo"}}""");
        var room = await host.Group("Guests", "guest2@email.com", "demo@email.com");
        Golden.ShouldMatch(
            $$"""
            {"results":{"participants":[
              {"avatar_url":"{{Odd}}","extras":{},"user_id":"guest2@email.com","username":"Qiscus Guest2"},
              {"avatar_url":"","extras":{"role":"demo"},"user_id":"demo@email.com","username":"Qiscus Demo"}]},"status":200}
            """,
            (await host.Get($"get_room_participants?room_id={room}")).Bytes);
    }

    [Fact]
    public async Task get_user_rooms()
    {
        var (user, peer) = (host.New("rooms"), host.New("peer"));
        await host.Post("login_or_register", $$"""{"user_id":"{{peer}}","username":"Peer","avatar_url":"{{Image}}"}""");
        var single = await host.Single(user, peer);
        var group = (await host.Get($"get_or_create_channel?unique_id={host.New("channel")}&participants[]={user}")).Room();
        await host.Post("update_room", $$"""{"room_id":"{{group}}","room_name":"Group Room","room_avatar_url":"{{Image}}"}""");
        Golden.ShouldMatch(
            $$"""
            {"results":{"meta":{"current_page":1,"total_room":2},"rooms":[
              {"room_id":"{{group}}","room_name":"Group Room","room_type":"group","room_avatar_url":"{{Image}}","room_options":"{}","room_channel_id":"<text>"},
              {"room_id":"{{single}}","room_name":"","room_type":"single","room_avatar_url":"{{Image}}","room_options":"{}","room_channel_id":""}]},"status":200}
            """,
            (await host.Get($"get_user_rooms?user_id={user}")).Bytes);
    }

    [Fact]
    public async Task get_unread_count()
    {
        var (reader, writer) = (host.New("reader"), host.New("writer"));
        var (one, other) = (await host.Group("One", reader, writer), await host.Group("Other", reader, writer));
        foreach (var (room, count) in new[] { (one, 10), (other, 12) })
        {
            for (var i = 0; i < count; i++)
                await host.Comment(room, writer, $"message {i}");
        }
        Golden.ShouldMatch(
            $$"""{"results":{"unread_counts":[{"room_id":"{{one}}","unread_count":10},{"room_id":"{{other}}","unread_count":12}]},"status":200}""",
            (await host.Get($"get_unread_count?user_id={reader}&room_ids[]={one}&room_ids[]={other}")).Bytes);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task get_or_create_channel(string method)
    {
        var id = host.New("test123");
        var answer = await host.Chat.Scenario(x =>
        {
            if (method == "GET")
                x.Call(HttpMethod.Get, $"get_or_create_channel?unique_id={id}&participants[]=ann&participants[]=ben").App(host.Acme);
            else
                x.Call(HttpMethod.Post, "get_or_create_channel").App(host.Acme).Json($$"""{"unique_id":"{{id}}","participants":["ann","ben"]}""");
            x.HeaderShouldBe("Cache-Control", "no-store");
        });
        Golden.ShouldMatch(
            $$"""
            {"results":{"changed":true,"room":{"room_avatar_url":"","room_channel_id":"{{id}}","room_id":"<digits>","room_name":"{{id}}","room_options":"{}","room_type":"group"} },"status":200}
            """,
            answer.Bytes);
    }

    [Fact]
    public async Task every_answer_says_its_request_and_its_type()
    {
        var answer = await host.Chat.Scenario(x => x.Call(HttpMethod.Get, "get_rooms_info").App(host.Acme).Header("X-Request-Id", "mine-1"));
        answer.Header("X-Request-Id").ShouldBe("mine-1");
        answer.ContentType.ShouldBe("application/json");
        answer.Text.ShouldBe("""{"results":{"rooms":[]},"status":200}""");
        JsonSerializer.Deserialize<JsonElement>(answer.Bytes).GetProperty("status").GetInt32().ShouldBe(answer.Status);
    }
}
