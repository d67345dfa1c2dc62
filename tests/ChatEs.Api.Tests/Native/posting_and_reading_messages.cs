using System.Globalization;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class posting_and_reading_messages(HostOf<posting_and_reading_messages> host) : IClassFixture<HostOf<posting_and_reading_messages>>
{
    [Fact]
    public async Task a_post_is_answered_with_its_place_and_read_back_there()
    {
        var room = await host.Room();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var posted = await host.Post(room, host.Ann, "hello");

        posted.Long("room").ShouldBe(room);
        posted.Long("number").ShouldBe(1);
        posted.Long("integerId").ShouldBe((room << 27) | 1);
        posted.Header("Location").ShouldBe($"/v1/rooms/{room}/messages/1");
        DateTimeOffset.Parse(posted.String("postedAt")!, CultureInfo.InvariantCulture).ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
        await host.Scenario(x =>
        {
            x.Get(posted.Header("Location")!).As(host.Ben);
            x.JsonShouldBe($$"""
                {"room":{{room}},"number":1,"id":"{{posted.String("id")}}","integerId":{{posted.Long("integerId")}},
                 "author":{"number":{{host.Ann.UserNumber}},"id":"ann","username":"ann","type":"member"},"kind":"text","text":"hello",
                 "postedAt":"{{posted.String("postedAt")}}","shownAt":"{{posted.String("postedAt")}}"}
                """);
        });
    }

    [Fact]
    public async Task a_post_carries_all_that_it_may_and_a_page_gives_it_back()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "one");
        var id = Guid.CreateVersion7();
        var posted = await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ben).Json($$"""
                {"text":"two","id":"{{id}}","replyTo":1,"parent":1,"claimedAt":"2024-05-06T09:08:09.1234567+02:00","kind":"text",
                 "expectedNumber":2,"unknown":{"member":[1,2] } }
                """);
            x.StatusShouldBe(201);
        });
        posted.String("id").ShouldBe(id.ToString());
        var one = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/2").As(host.Ann));
        var page = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages?after=1").As(host.Ann));
        page.Json.GetProperty("messages")[0].GetRawText().ShouldBe(one.Text);
        one.Long("replyTo").ShouldBe(1);
        one.Long("parent").ShouldBe(1);
        one.String("claimedAt").ShouldBe("2024-05-06T07:08:09.123456Z");
        one.String("shownAt").ShouldBe("2024-05-06T07:08:09.123456Z");
    }

    [Fact]
    public async Task posting_to_a_public_room_is_joining_it()
    {
        var room = await host.Room("public");
        await host.Post(room, host.Cid, "here I am");
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/participants").As(host.Ben))).Text.ShouldContain("\"cid\"");
    }

    [Fact]
    public async Task the_server_key_posts_system_messages_and_text_only_for_a_user()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Server).Json("""{"text":"Ann came","kind":"system"}""");
            x.StatusShouldBe(201);
        });
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann))).Json.TryGetProperty("author", out _).ShouldBeFalse();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Server).Json("""{"text":"who?"}""");
            x.ProblemShouldBe(400, "invalid", "X-ChatEs-User");
        });
        await host.Post(room, host.Server.For("ben"), "in Ben's name");
        foreach (var who in new[] { host.Ann, host.Server.For("ann") })
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(who).Json("""{"text":"no","kind":"system"}""");
                x.ProblemShouldBe(403, "not_allowed");
            });
        }
    }

    [Fact]
    public async Task an_id_belongs_to_one_message_whoever_made_it()
    {
        var room = await host.Room();
        var made = (await host.Post(room, host.Ann, "the service made my id")).String("id");
        string[] chosen = [$"{Guid.CreateVersion7()}", $"{Guid.NewGuid()}"];
        foreach (var id in chosen)
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"I chose mine","id":"{{id}}"}""");
                x.StatusShouldBe(201);
            });
        }
        foreach (var taken in (string[])[made!, .. chosen])
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(host.Ben).Json($$"""{"text":"mine","id":"{{taken}}"}""");
                x.ProblemShouldBe(409, "already_taken");
            });
        }
        (await host.Post(room, host.Ben, "the room lives")).Long("number").ShouldBe(4);
    }

    [Fact]
    public async Task a_number_expected_and_missed_is_a_conflict()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"two?","expectedNumber":2}""");
            x.ProblemShouldBe(409, "conflict");
        });
    }

    [Fact]
    public async Task a_reply_needs_its_message_and_a_comment_a_message_that_is_none()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "one");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"comment","parent":1}""");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"to what?","replyTo":9}""");
            x.ProblemShouldBe(404, "message_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"too deep","parent":2}""");
            x.ProblemShouldBe(400, "invalid", "parent");
        });
    }

    [Fact]
    public async Task a_page_is_asked_for_from_either_end_around_and_since()
    {
        var room = await host.Room();
        for (var i = 1; i <= 7; i++)
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"{{i}}","claimedAt":"2024-01-0{{i}}T00:00:00Z"}""");
                x.StatusShouldBe(201);
            });
        }

        (await Page(room, "?limit=3")).ShouldBe("5,6,7 True False");
        (await Page(room, "?limit=3&before=5")).ShouldBe("2,3,4 True True");
        (await Page(room, "?limit=3&before=3")).ShouldBe("1,2 False True");
        (await Page(room, "?limit=3&after=0")).ShouldBe("1,2,3 False True");
        (await Page(room, "?limit=3&after=4")).ShouldBe("5,6,7 True False");
        (await Page(room, "?limit=4&around=4")).ShouldBe("2,3,4,5 True True");
        (await Page(room, "?limit=2&since=2024-01-03T00:00:00Z")).ShouldBe("3,4 True True");
        (await Page(room, "?since=2024-01-06T01:00:00%2B01:00")).ShouldBe("6,7 True False");
        (await Page(room, "?since=2999-01-01T00:00Z")).ShouldBe(" True False");
        (await Page(room, "")).ShouldBe("1,2,3,4,5,6,7 False False");
    }

    [Fact]
    public async Task a_page_of_a_thousand_large_messages_comes_whole()
    {
        var room = await host.Room();
        var text = new string('x', 2_000);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => host.Post(room, host.Ann, text)));
        var page = (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages?limit=1000").As(host.Ben))).Json.GetProperty("messages");
        page.EnumerateArray().Select(m => m.GetProperty("number").GetInt64()).ShouldBe(Enumerable.Range(1, 1_000).Select(i => (long)i));
        page.EnumerateArray().ShouldAllBe(m => m.GetProperty("text").GetString() == text);
    }

    [Fact]
    public async Task a_message_is_deleted_by_its_author_or_a_moderator_and_gone()
    {
        var room = await host.Room();
        await host.Post(room, host.Ben, "one");
        await host.Post(room, host.Ann, "two");
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/2").As(host.Ben);
            x.ProblemShouldBe(403, "not_allowed");
        });
        foreach (var who in new[] { host.Ben, host.Ann, host.Server })
        {
            await host.Scenario(x =>
            {
                x.Delete($"/v1/rooms/{room}/messages/1").As(who);
                x.StatusShouldBe(204);
                x.BodyShouldBe("");
            });
        }
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben);
            x.ProblemShouldBe(404, "message_not_found");
        });
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/9").As(host.Ann);
            x.ProblemShouldBe(404, "message_not_found");
        });
        (await Page(room, "")).ShouldBe("2 False False");
    }

    [Fact]
    public async Task a_message_that_never_was_is_not_found()
    {
        var room = await host.Room();
        foreach (var path in new[] { "messages/5", "messages/5/receipts" })
        {
            await host.Scenario(x =>
            {
                x.Get($"/v1/rooms/{room}/{path}").As(host.Ann);
                x.ProblemShouldBe(404, "message_not_found");
            });
        }
    }

    private async Task<string> Page(long room, string query)
    {
        var page = (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages{query}").As(host.Ann))).Json;
        var numbers = page.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("number").GetInt64());
        return $"{string.Join(',', numbers)} {Flag(page, "hasBefore")} {Flag(page, "hasAfter")}";
    }

    private static bool Flag(JsonElement page, string name) => page.GetProperty(name).GetBoolean();
}
