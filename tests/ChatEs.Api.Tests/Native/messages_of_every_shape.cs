using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class messages_of_every_shape(HostOf<messages_of_every_shape> host) : IClassFixture<HostOf<messages_of_every_shape>>
{
    [Fact]
    public async Task all_that_a_message_has_is_read_back_and_json_to_the_letter()
    {
        var room = await host.Room();
        await Post(room, host.Ann, """
            {"text":"**Fox**","kind":"image","markup":"markdown","session":"s1","mediaUrl":"https://example.com/fox.mp4",
             "links":[{"url":"https://example.com/"},{"url":"https://example.com/fox.png","type":"image"}],
             "payloadType":"card","payload": [1.0, {"z":1,"a":"\u00e4\u0007"}] ,"extras":"x"}
            """);
        var message = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben));
        message.Text.ShouldContain("""  "payload":[1.0, {"z":1,"a":"\u00e4\u0007"}],"extras":"x",  """.Trim());
        message.Text.ShouldContain("""  "links":[{"url":"https://example.com/","type":"page"},{"url":"https://example.com/fox.png","type":"image"}]  """.Trim());
        (message.String("kind"), message.String("markup"), message.String("session"), message.String("mediaUrl"), message.String("payloadType"))
            .ShouldBe(("image", "markdown", "s1", "https://example.com/fox.mp4", "card"));
        foreach (var limit in new[] { 1, 1000 })
        {
            (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages?limit={limit}").As(host.Ben))).Text
                .ShouldBe($$"""{"messages":[{{message.Text}}],"hasBefore":false,"hasAfter":false}""");
        }
    }

    [Theory]
    [InlineData("""{"text":"a","markup":"wiki"}""", "markup")]
    [InlineData("""{"text":"a","session":""}""", "session")]
    [InlineData("""{"text":"a","mediaUrl":"fox.png"}""", "mediaUrl")]
    [InlineData("""{"text":"a","links":[{"url":"javascript:alert(1)"}]}""", "links[0].url")]
    [InlineData("""{"text":"a","links":[null]}""", "links[0].url")]
    [InlineData("""{"text":"a","links":[{"url":"https://example.com/","type":"film"}]}""", "links[0].type")]
    [InlineData("""{"text":"a","attachments":[0]}""", "attachments[0]")]
    [InlineData("""{"text":"a","attachments":[1,1]}""", "attachments")]
    [InlineData("""{"text":"a","attachments":["1"]}""", "attachments[0]")]
    public async Task a_wrong_detail_is_named(string body, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json(body);
            x.ProblemShouldBe(400, "invalid", member);
        });
    }

    [Fact]
    public async Task json_of_the_caller_may_have_65536_characters()
    {
        var room = await host.Room();
        var most = $"\"{new string('x', 65_534)}\"";
        await Post(room, host.Ann, $$"""{"text":"a","payload":{{most}}}""");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"a","payload":{{most}} ,"extras":{{most.Replace("\"x", "\"xx", StringComparison.Ordinal)}}}""");
            x.ProblemShouldBe(400, "invalid", "extras");
        });
    }

    [Fact]
    public async Task its_author_and_moderators_edit_a_message_and_nobody_else()
    {
        var room = await host.Room();
        await host.Post(room, host.Ben, "one");
        var edited = await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ben).Json("""{"text":"two","markup":"code"}"""));
        var message = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann));
        (message.String("text"), message.String("markup"), message.String("editedAt")).ShouldBe(("two", "code", edited.String("editedAt")));
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ann).Json("""{"text":"three","claimedAt":"2026-01-01T00:00:00Z"}"""));
        message = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann));
        (message.String("text"), message.String("editedAt")).ShouldBe(("three", "2026-01-01T00:00:00Z"));
        await host.Post(room, host.Ann, "mine");
        await host.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}/messages/2").As(host.Ben).Json("""{"text":"not mine"}""");
            x.ProblemShouldBe(403, "not_allowed");
        });
        foreach (var (body, member) in new[] { ("{}", "text"), ("""{"text":"a","markup":"x"}""", "markup"), ("""{"text":"a","claimedAt":"x"}""", "claimedAt") })
        {
            await host.Scenario(x =>
            {
                x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ben).Json(body);
                x.ProblemShouldBe(400, "invalid", member);
            });
        }
        await host.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}/messages/9").As(host.Ben).Json("""{"text":"none"}""");
            x.ProblemShouldBe(404, "message_not_found");
        });
    }

    [Fact]
    public async Task reactions_are_counted_listed_and_taken_back()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "react!");
        var path = $"/v1/rooms/{room}/messages/1/reactions";
        foreach (var (who, emoji) in new[] { (host.Ben, "👍"), (host.Ann, "👍"), (host.Ben, ":fox:"), (host.Ben, "👍") })
            await Nothing("PUT", $"{path}?emoji={Uri.EscapeDataString(emoji)}", who);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann))).Json.GetProperty("reactions").GetRawText()
            .ShouldBe("""[{"emoji":"👍","count":2,"mine":true},{"emoji":":fox:","count":1,"mine":false}]""");

        List<string> reactors = [];
        string? next = null;
        do
        {
            var page = await host.Scenario(x => x.Get($"{path}?limit=2{(next is null ? "" : $"&after={next}")}").As(host.Ben));
            reactors.AddRange(page.Json.GetProperty("reactions").EnumerateArray()
                .Select(r => $"{r.GetProperty("emoji").GetString()} {r.GetProperty("user").GetProperty("id").GetString()}"));
            next = page.Json.TryGetProperty("next", out var more) ? more.GetString() : null;
        }
        while (next is not null);
        reactors.ShouldBe([":fox: ben", "👍 ann", "👍 ben"]);
        (await host.Scenario(x => x.Get($"{path}?emoji=:fox:").As(host.Ben))).Json.GetProperty("reactions").GetArrayLength().ShouldBe(1);

        await Nothing("DELETE", $"{path}?emoji=:fox:", host.Ben);
        await Nothing("DELETE", $"{path}?emoji=:fox:", host.Ben);
        (await host.Scenario(x => x.Get(path).As(host.Ben))).Json.GetProperty("reactions").GetArrayLength().ShouldBe(2);
        foreach (var (method, rest) in new[] { ("PUT", ""), ("PUT", "?emoji="), ("PUT", "?emoji=a%20b"), ("DELETE", ""), ("GET", "?emoji="), ("GET", "?emoji=a&after=x") })
        {
            await host.Scenario(x =>
            {
                x.To(new HttpMethod(method), path + rest).As(host.Ben);
                x.ProblemShouldBe(400, "invalid", rest.Contains("after", StringComparison.Ordinal) ? "after" : "emoji");
            });
        }
    }

    [Fact]
    public async Task comments_have_pages_of_their_own_and_filters_pick_messages()
    {
        var room = await host.Room();
        await Post(room, host.Ann, """{"text":"1","session":"s"}""");
        await Post(room, host.Ben, """{"text":"2","parent":1}""");
        await Post(room, host.Ann, """{"text":"3","session":"s"}""");
        await Post(room, host.Ben, """{"text":"4","parent":1,"session":"s"}""");
        (await Texts($"{room}/messages/1/comments")).ShouldBe(["2", "4"]);
        (await Texts($"{room}/messages/1/comments?limit=1")).ShouldBe(["4"]);
        (await Texts($"{room}/messages/1/comments?before=4")).ShouldBe(["2"]);
        (await Texts($"{room}/messages/3/comments")).ShouldBeEmpty();
        (await Texts($"{room}/messages?parent=none")).ShouldBe(["1", "3"]);
        (await Texts($"{room}/messages?parent=1&session=s")).ShouldBe(["4"]);
        (await Texts($"{room}/messages?session=s&limit=2")).ShouldBe(["3", "4"]);
        (await Texts($"{room}/messages?author=ben")).ShouldBe(["2", "4"]);
        (await Texts($"{room}/messages?author=ann&after=1")).ShouldBe(["3"]);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben))).Long("comments").ShouldBe(2);
        foreach (var (path, status, code) in new[]
        {
            ("messages/9/comments", 404, "message_not_found"), ("messages?author=nobody", 404, "user_not_found"), ("messages?parent=x", 400, "invalid"),
            ("messages?parent=0", 400, "invalid"), ("messages?session=", 400, "invalid"), ("messages?author=", 400, "invalid"),
        })
        {
            (await host.Scenario(x =>
            {
                x.Get($"/v1/rooms/{room}/{path}").As(host.Ben);
                x.StatusShouldBe(status);
            })).String("code").ShouldBe(code);
        }
    }

    [Fact]
    public async Task a_message_is_found_by_its_uuid()
    {
        var room = await host.Room();
        var id = (await host.Post(room, host.Ann, "find me")).String("id")!;
        var found = await host.Scenario(x =>
        {
            x.Get($"/v1/messages/{id}").As(host.Ben);
            x.HeaderShouldBe("Content-Location", $"/v1/rooms/{room}/messages/1");
        });
        found.Text.ShouldBe((await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben))).Text);
        await host.Scenario(x =>
        {
            x.Get("/v1/messages/17").As(host.Ben);
            x.ProblemShouldBe(400, "invalid", "id");
        });
        await host.Scenario(x =>
        {
            x.Get($"/v1/messages/{id}").As(host.Cid);
            x.ProblemShouldBe(404, "message_not_found");
        });
    }

    [Fact]
    public async Task delivery_is_told_and_a_status_grows_with_it()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "are you there?");
        (await Status(room)).ShouldBe("sent");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/delivered").As(host.Ben).Json("""{"upTo":1}""");
            x.JsonShouldBe($$"""{"room":{{room}},"upTo":1}""");
        });
        (await Status(room)).ShouldBe("received");
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"message":1}"""));
        (await Status(room)).ShouldBe("read");
        await host.Scenario(x =>
        {
            x.Get($"/v1/unread?rooms={room},67000000&rooms={room}").As(host.Ben);
            x.JsonShouldBe($$"""{"rooms":[{"room":{{room}},"unread":0}],"total":0}""");
        });
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/delivered").As(host.Ben).Json("""{"upTo":2}""");
            x.ProblemShouldBe(404, "message_not_found");
        });
        foreach (var body in new[] { "{}", """{"upTo":0}""", """{"upTo":"1"}""" })
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/delivered").As(host.Ben).Json(body);
                x.ProblemShouldBe(400, "invalid", "upTo");
            });
        }
    }

    private async Task<string> Status(long room) =>
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1/receipts").As(host.Ann))).String("status")!;

    private async Task<List<string>> Texts(string path) => [.. (await host.Scenario(x => x.Get($"/v1/rooms/{path}").As(host.Ben)))
        .Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()!)];

    private Task<Answer> Post(long room, Identity who, string body) => host.Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/messages").As(who).Json(body);
        x.StatusShouldBe(201);
    });

    private Task<Answer> Nothing(string method, string path, Identity who) => host.Scenario(x =>
    {
        x.To(new HttpMethod(method), path).As(who);
        x.StatusShouldBe(204);
    });
}
