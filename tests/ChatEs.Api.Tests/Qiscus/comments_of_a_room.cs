using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class comments_of_a_room(QiscusHost<comments_of_a_room> host) : IClassFixture<QiscusHost<comments_of_a_room>>
{
    private static readonly (string, string) Time = ("time", @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ");

    [Fact]
    public async Task a_text_is_answered_and_loaded_alike()
    {
        var user = host.New("guest") + "@qiscus.com";
        await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"Qiscus Demo","avatar_url":"https://a.example/i.jpg"}""");
        var room = await host.Group("x", user);
        var answer = await host.Post("post_comment", $$"""{"user_id":"{{user}}","room_id":"{{room}}","message":"this is new message","type":"","extras":null,"payload":null}""");
        Golden.ShouldMatch(
            $$"""
            {"results":{"comment":{"id":"<number>","message":"this is new message","payload":null,"extras":null,"timestamp":"<time>","type":"text",
              "user":{"avatar_url":"https://a.example/i.jpg","user_id":"{{user}}","username":"Qiscus Demo"} } },"status":200}
            """,
            answer.Bytes, Time);
        Single(await host.Get($"load_comments?room_id={room}")).ShouldBe(answer.Json.GetProperty("results").GetProperty("comment").GetRawText());
    }

    [Theory]
    [InlineData("buttons", """{"text":"silahkan pencet","buttons":[{"label":"button1","type":"postback","payload":{"url":"http://somewhere.com/button1","method":"get","payload":null}}]}""")]
    [InlineData("card", """{"text":"Special deal","image":"http://url.com/gambar.jpg","title":"ñ🦊"}""")]
    [InlineData("carousel", """{"cards":[]}""")]
    [InlineData("custom", """{ "type": "promo", "content": {"date": "2017-09-09"} }""")]
    [InlineData("location", """{"latitude":-6.2,"longitude":1e2}""")]
    [InlineData("contact_person", """{"name":"Ann","value":"+62"}""")]
    [InlineData("account_linking", """{"url":"http://a.example"}""")]
    [InlineData("button_postback_response", """{}""")]
    [InlineData("file_attachment", """{"url":"https://a.example/ios-1.png","caption":"Ini gambar siapa?","file_name":"","size":0,"pages":1}""")]
    public async Task a_payload_comes_back_as_it_came(string type, string payload)
    {
        var room = await host.Group("x", "ann");
        foreach (var given in new[] { payload, JsonSerializer.Serialize(payload) })
        {
            var answer = await host.Post("post_comment", $$"""{"user_id":"ann","room_id":"{{room}}","type":"{{type}}","payload":{{given}},"extras":"{\"e\": 1}"}""");
            var comment = answer.Json.GetProperty("results").GetProperty("comment");
            comment.GetProperty("payload").GetRawText().ShouldBe(payload);
            comment.GetProperty("extras").GetRawText().ShouldBe("""{"e": 1}""");
            comment.GetProperty("message").GetString().ShouldBe("");
            comment.GetProperty("type").GetString().ShouldBe(type);
            Single(await host.Get($"load_comments?room_id={room}&limit=1")).ShouldBe(comment.GetRawText());
        }
    }

    [Fact]
    public async Task a_reply_names_a_comment_of_the_same_room()
    {
        var (room, other) = (await host.Group("x", "ann"), await host.Group("y", "ann"));
        var (original, foreign) = (await host.Comment(room, "ann", "original"), await host.Comment(other, "ann", "elsewhere"));
        var reply = await host.Post("post_comment", Reply(room, original.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        reply.Text.ShouldContain($"\"replied_comment_id\":{original}");
        foreach (var wrong in new[] { foreign.ToString(System.Globalization.CultureInfo.InvariantCulture), "1", "\"x\"", "null", "-5" })
            (await host.Post("post_comment", Reply(room, wrong), 400)).ErrorShouldBe(400, null, "payload: ");
        (await host.Post("post_comment", Reply(room, $"{original + 100}"), 404)).ErrorShouldBe(404, null);

        static string Reply(string room, string id) =>
            $$"""{"user_id":"ann","room_id":"{{room}}","message":"re","type":"reply","payload":{"text":"re","replied_comment_id":{{id}} } }""";
    }

    [Fact]
    public async Task a_channel_id_finds_the_room_for_posting_and_loading()
    {
        var channel = host.New("channel");
        await host.Get($"get_or_create_channel?unique_id={channel}&participants[]=ann");
        await host.Comment(channel, "ann", "hi");
        (await host.Get($"load_comments?room_id={channel}")).Results("comments").Count.ShouldBe(1);
    }

    [Fact]
    public async Task who_is_not_in_the_room_posts_nothing()
    {
        var room = await host.Group("x", "ann");
        (await host.Post("post_comment", $$"""{"user_id":"stranger","room_id":"{{room}}","message":"hi"}""", 403)).ErrorShouldBe(403, null);
        (await host.Post("post_comment", """{"user_id":"ann","room_id":"99999","message":"hi"}""", 404)).ErrorShouldBe(404, null);
        (await host.Post("post_comment", """{"user_id":"ann","room_id":"no-channel","message":"hi"}""", 404)).ErrorShouldBe(404, null);
        (await host.Get("load_comments?room_id=99999", 404)).ErrorShouldBe(404, null);
        (await host.Get($"load_comments?room_id={room}")).Results("comments").ShouldBeEmpty();
    }

    [Fact]
    public async Task wrong_comments_are_refused()
    {
        var room = await host.Group("x", "ann");
        await Refused("\"message\":\"hi\",\"type\":\"shout\"", "type: ");
        await Refused("\"type\":\"card\"", "payload: ");
        await Refused("\"message\":\"hi\",\"payload\":\"{\"", "payload: ");
        await Refused("\"message\":\"hi\",\"extras\":[]", "extras: ");
        await Refused($"\"message\":\"{new string('m', 4001)}\"", "message: ");
        await Refused("\"message\":\"\"", "message: ");
        await host.Post("post_comment", $$"""{"user_id":"ann","room_id":"{{room}}","message":"{{new string('m', 4000)}}"}""");

        async Task Refused(string rest, string wrong) =>
            (await host.Post("post_comment", $$"""{"user_id":"ann","room_id":"{{room}}",{{rest}}}""", 400)).ErrorShouldBe(400, null, wrong);
    }

    [Fact]
    public async Task load_comments_pages_from_the_newest_back()
    {
        var room = await host.Group("x", "ann");
        for (var i = 1; i <= 45; i++)
            await host.Comment(room, "ann", $"{i}");
        await Shows("", Enumerable.Range(26, 20));
        await Shows("&page=2", Enumerable.Range(6, 20));
        await Shows("&page=3", Enumerable.Range(1, 5));
        await Shows("&page=4", []);
        await Shows("&limit=100", Enumerable.Range(1, 45));

        async Task Shows(string query, IEnumerable<int> wanted) =>
            Texts(await host.Get($"load_comments?room_id={room}{query}")).ShouldBe(wanted.Reverse().Select(i => $"{i}"));
    }

    [Fact]
    public async Task load_comments_with_range_has_both_ends_in_it()
    {
        var (room, other) = (await host.Group("x", "ann"), await host.Group("y", "ann"));
        List<long> ids = [];
        for (var i = 0; i < 5; i++)
            ids.Add(await host.Comment(room, "ann", $"{i}"));
        await host.Comment(other, "ann", "elsewhere");
        await Shows(ids[1], ids[3], "1", "2", "3");
        await Shows(ids[4], ids[4], "4");
        await Shows(ids[3], ids[1]);
        await Shows(1, long.MaxValue, "0", "1", "2", "3", "4");
        (await host.Get($"load_comments_with_range?room_id={room}&first_comment_id=x&last_comment_id=1", 400)).ErrorShouldBe(400, null, "first_comment_id: ");
        (await host.Get($"load_comments_with_range?room_id={room}", 400)).ErrorShouldBe(400, null, "first_comment_id: ", "last_comment_id: ");

        async Task Shows(long first, long last, params string[] wanted) => Texts(
            await host.Get($"load_comments_with_range?room_id={room}&first_comment_id={first}&last_comment_id={last}")).ShouldBe(wanted);
    }

    [Fact]
    public async Task a_system_event_is_told_in_the_room_and_counts_for_nobody()
    {
        await host.Post("login_or_register", """{"user_id":"guest99@qiscus.com","username":"Guest"}""");
        var room = await host.Group("Told", "reader");
        var answer = await host.Post(
            "post_system_event_message",
            $$"""
            {"system_event_type":"custom","room_id":"{{room}}","subject_user_id":"guest99@qiscus.com","object_user_id":"guest99@qiscus.com",
             "message":"Admin is being set!","payload":{"type":"add_admin","admin_user_id":"admin@email.com"},"extras":{"qiscus_ios_pn":{"aps":{"content-avaibility":1} } } }
            """);
        Golden.ShouldMatch(
            """
            {"results":{"comment":{"id":"<number>","message":"Admin is being set!","payload":{"object_email":"guest99@qiscus.com","object_email_list":["guest99@qiscus.com"],
              "object_username":"Guest","object_username_list":["Guest"],"payload":{"type":"add_admin","admin_user_id":"admin@email.com"},"room_name":"Told",
              "subject_email":"guest99@qiscus.com","subject_username":"Guest","type":"custom"},"extras":{"qiscus_ios_pn":{"aps":{"content-avaibility":1}}},
              "timestamp":"<time>","type":"system_event","user":{"avatar_url":"","user_id":"","username":""}}},"status":200}
            """,
            answer.Bytes, Time);
        Single(await host.Get($"load_comments?room_id={room}")).ShouldBe(answer.Json.GetProperty("results").GetProperty("comment").GetRawText());
        (await host.Get($"get_unread_count?user_id=reader&room_ids={room}")).Text.ShouldContain("\"unread_count\":0");
    }

    [Theory]
    [InlineData("create_room", "Ann created the room 'Told'")]
    [InlineData("add_member", "Ann added Ben, cid")]
    [InlineData("join_room", "Ann joined the room")]
    [InlineData("remove_member", "Ann removed Ben, cid")]
    [InlineData("left_room", "Ann left the room")]
    [InlineData("change_room_name", "Ann changed the room's name to 'Told'")]
    [InlineData("change_room_avatar", "Ann changed the room's avatar")]
    public async Task a_system_event_without_a_message_says_what_it_is(string type, string text)
    {
        await host.Post("login_or_register", """{"user_id":"ann","username":"Ann"}""");
        await host.Post("login_or_register", """{"user_id":"ben","username":"Ben"}""");
        var room = await host.Group("Told", "ann");
        (await host.Post(
            "post_system_event_message", $$"""{"system_event_type":"{{type}}","room_id":"{{room}}","subject_user_id":"ann","object_user_id":["ben","cid"]}"""))
            .Json.GetProperty("results").GetProperty("comment").GetProperty("message").GetString().ShouldBe(text);
    }

    [Theory]
    [InlineData("""{"system_event_type":"custom","room_id":"1"}""", "message: Is missing.")]
    [InlineData("""{"system_event_type":"explode","room_id":"1","subject_user_id":"a"}""", "system_event_type: ")]
    [InlineData("""{"system_event_type":"add_member","room_id":"1","subject_user_id":"a"}""", "object_user_id: Is missing.")]
    [InlineData("""{"system_event_type":"left_room","room_id":"1"}""", "subject_user_id: Is missing.")]
    public async Task wrong_system_events_are_refused(string body, string wrong) =>
        (await host.Post("post_system_event_message", body, 400)).ErrorShouldBe(400, null, wrong);

    [Fact]
    public async Task what_came_by_another_dialect_is_shown_as_near_as_can_be()
    {
        var ann = await host.Chat.User("acme", "ann");
        var room = await host.Group("x", "ann");
        await Native("""{"text":"plain"}""", ann);
        await Native("""{"text":"quoting","replyTo":1}""", ann);
        await Native("""{"text":"a comment","parent":1}""", ann);
        await Native("""{"text":"happened","kind":"system"}""", host.Acme);
        var comments = (await host.Get($"load_comments?room_id={room}")).Results("comments");
        comments.Select(c => c.GetProperty("type").GetString()).ShouldBe(["system_event", "text", "reply", "text"]);
        comments[0].GetProperty("user").GetProperty("user_id").GetString().ShouldBe("");
        comments[2].GetProperty("payload").GetProperty("replied_comment_id").GetInt64().ShouldBe(comments[3].GetProperty("id").GetInt64());

        Task<Answer> Native(string json, Identity who) => host.Chat.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(who).Json(json);
            x.StatusShouldBe(201);
        });
    }

    private static string Single(Answer answer) => answer.Results("comments").ShouldHaveSingleItem().GetRawText();

    private static IEnumerable<string> Texts(Answer answer) => answer.Results("comments").Select(c => c.GetProperty("message").GetString()!);
}
