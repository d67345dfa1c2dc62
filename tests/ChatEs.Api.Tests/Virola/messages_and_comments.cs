using System.Text;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class messages_and_comments(ActingHost<messages_and_comments> host) : IClassFixture<ActingHost<messages_and_comments>>
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.FromUnixTimeMilliseconds(1_753_207_692_547);

    [Fact]
    public async Task a_message_has_the_members_of_the_vendors_example_in_its_order()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "Test message", claimedAt: Begin);
        var answer = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben));
        answer.Text.ShouldBe(
            $$"""{"httpStatusCode":200,"messages":[{"attachments":[],"commentCount":0,"createdUtc":1753207692547,"lastEditedUtc":1753207692547,"lastModifiedUtc":1753207692547,"markupType":"TextPlain","messageId":{{posted.Id()}},"messageType":"Regular","parentMessageId":0,"priority":"Normal","roomId":{{room}},"text":"Test message","userId":{{host.Ann.UserNumber}},"readTimestamps":[]}],"roomId":{{room}}}""");
    }

    [Fact]
    public async Task posting_answers_200_and_nothing_more_whatever_the_content_type_says()
    {
        var room = await host.Room();
        foreach (var (path, type) in new[]
        {
            ("messages", "application/json"), ("messages", null), ("text-messages", "application/x-www-form-urlencoded"), ("text-messages", "text/plain"),
        })
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/rooms/{room}/{path}").As(host.Ann).Body(Encoding.UTF8.GetBytes("""{"content":"Hé 😀","else":1}"""), type);
                x.DoneShouldBe();
            });
        }
        foreach (var path in new[] { "messages", "text-messages" })
            (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/{path}").As(host.Ben))).Texts().ShouldBe(Enumerable.Repeat("Hé 😀", 4));
    }

    [Theory]
    [InlineData("", "1 2 3 4 5")]
    [InlineData("?direction=forward", "1 2 3 4 5")]
    [InlineData("?direction=backward", "1 2 3 4 5")]
    [InlineData("?cursor=-1&limit=2&direction=backward", "4 5")]
    [InlineData("?cursor=-1&limit=2&direction=forward", "1 2")]
    [InlineData("?limit=2", "1 2")]
    [InlineData("?limit=&cursor=&direction=", "1 2 3 4 5")]
    [InlineData("?cursor=ID3&direction=backward", "1 2")]
    [InlineData("?cursor=ID3&direction=forward", "4 5")]
    [InlineData("?cursor=ID3", "4 5")]
    [InlineData("?cursor=ID4&limit=2&direction=backward", "2 3")]
    [InlineData("?cursor=ID1&limit=2&direction=forward", "2 3")]
    [InlineData("?cursor=ID1&direction=backward", "")]
    [InlineData("?cursor=ID5&direction=forward", "")]
    [InlineData("?cursor=ID6&direction=backward&limit=1", "5")]
    [InlineData("?limit=100000&direction=backward&unknown=1", "1 2 3 4 5")]
    public async Task a_cursor_a_limit_and_a_direction_choose_and_the_answer_is_chronological(string query, string expected)
    {
        var room = await host.Room();
        List<MessagePostedResult> posted = [];
        for (var i = 1; i <= 6; i++)
            posted.Add(await host.Post(room, host.Ann, $"{i}"));
        await host.Do(new DeleteMessage(room, Actor.Server, posted[5].Number)); // stays good as a cursor
        for (var i = 1; i <= 6; i++)
            query = query.Replace($"ID{i}", $"{posted[i - 1].Id()}", StringComparison.Ordinal);
        var answer = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages{query}").As(host.Ben));
        string.Join(' ', answer.Texts()).ShouldBe(expected);
    }

    [Fact]
    public async Task without_a_limit_there_are_all_of_them()
    {
        var room = await host.Room();
        List<Queued> posts = [];
        for (var i = 0; i < 1_500; i++)
            posts.Add(new(new PostMessage(room, Guid.CreateVersion7(), Number(host.Ann), MessageKind.Text, $"{i}")));
        await host.Do(new InOrder(room, posts));
        var middle = new MessageNumber(1_200).IdIn(room);
        foreach (var (query, expected) in new[]
        {
            ("", Enumerable.Range(0, 1_500)), ("?direction=backward", Enumerable.Range(0, 1_500)),
            ($"?cursor={middle}&direction=backward", Enumerable.Range(0, 1_199)), ($"?cursor={middle}", Enumerable.Range(1_200, 300)),
            ("?limit=1000&direction=backward", Enumerable.Range(500, 1_000)),
        })
        {
            var answer = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages{query}").As(host.Ben));
            answer.Texts().ShouldBe(expected.Select(i => $"{i}"), query);
        }
    }

    [Fact]
    public async Task the_clients_walk_backward_sees_each_message_once_while_others_post()
    {
        var room = await host.Room();
        for (var i = 0; i < 50; i++)
            await host.Post(room, host.Ann, $"{i}");
        var posting = Task.Run(async () =>
        {
            for (var i = 50; i < 80; i++)
                await host.Post(room, host.Ben, $"{i}");
        });
        var (seen, cursor) = (new List<string>(), -1L);
        while (true)
        {
            var page = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages?cursor={cursor}&limit=7&direction=backward").As(host.Ann));
            if (page.Ids() is [])
                break;
            seen.InsertRange(0, page.Texts());
            cursor = page.Ids().Min();
        }
        await posting;
        seen.ShouldBe(Enumerable.Range(0, seen.Count).Select(i => $"{i}"));
        seen.Count.ShouldBeInRange(50, 80);

        cursor = new MessageNumber(seen.Count).IdIn(room);
        while (true)
        {
            var page = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages?cursor={cursor}&limit=7&direction=forward").As(host.Ann));
            if (page.Ids() is [])
                break;
            seen.AddRange(page.Texts());
            cursor = page.Ids().Max();
        }
        seen.ShouldBe(Enumerable.Range(0, 80).Select(i => $"{i}"));
    }

    [Fact]
    public async Task reading_is_of_exactly_one_message_and_the_first_time_counts()
    {
        var room = await host.Room();
        List<MessagePostedResult> posted = [];
        for (var i = 1; i <= 3; i++)
            posted.Add(await host.Post(room, host.Ann, $"{i}"));
        await Read(posted[1].Id(), host.Ben);
        var first = await Timestamps(room);
        first.ShouldBe(["", $"{host.Ben.UserNumber}", ""]);
        (await Unread(room, host.Ben)).ShouldBe(2);
        var events = await host.EventsOf(room);
        var before = (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Text;

        await Read(posted[1].Id(), host.Ben);
        (await host.EventsOf(room)).ShouldBe(events);
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Text.ShouldBe(before);
    }

    [Fact]
    public async Task the_author_may_read_his_own_which_changes_no_count()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "mine");
        (await Unread(room, host.Ann)).ShouldBe(0);
        await Read(posted.Id(), host.Ann);
        await Read(posted.Id(), host.Ben);
        (await Timestamps(room)).ShouldBe([$"{host.Ann.UserNumber},{host.Ben.UserNumber}"]);
        (await Unread(room, host.Ann)).ShouldBe(0);
        (await Unread(room, host.Ben)).ShouldBe(0);
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Json.GetProperty("messages")[0]
            .GetProperty("readTimestamps")[0].GetProperty("readUtc").GetInt64()
            .ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task a_public_room_is_joined_by_posting_or_reading()
    {
        var room = await host.Room(RoomVisibility.Public);
        var posted = await host.Post(room, host.Ann, "welcome");
        foreach (var act in new[] { $"messages/{posted.Id()}/read", $"rooms/{room}/messages", $"messages/{posted.Id()}/comments" })
        {
            var newcomer = await host.Chat.User("acme", host.New("new"));
            (await Unread(room, newcomer)).ShouldBeGreaterThan(0);
            var events = await host.EventsOf(room);
            await host.Scenario(x => x.Post($"/api/v1/{act}").As(newcomer).Json("""{"content":"hi"}"""));
            (await host.EventsOf(room)).ShouldBe(events + 2, act); // joined, and the act itself
        }
    }

    [Fact]
    public async Task comments_belong_to_their_message_and_not_to_the_main_thread()
    {
        var room = await host.Room();
        var parent = await host.Post(room, host.Ann, "parent");
        foreach (var text in new[] { "one", "two", "three" })
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/messages/{parent.Id()}/comments").As(host.Ben).Json($$"""{"content":"{{text}}"}""");
                x.DoneShouldBe();
            });
        }
        var main = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann));
        main.Texts().ShouldBe(["parent"]);
        main.Json.GetProperty("messages")[0].GetProperty("commentCount").GetInt32().ShouldBe(3);
        (await Unread(room, host.Ann)).ShouldBe(0);

        var comments = await host.Scenario(x => x.Get($"/api/v1/messages/{parent.Id()}/comments?cursor=-1&limit=2&direction=backward").As(host.Ann));
        comments.Texts().ShouldBe(["two", "three"]);
        comments.Long("roomId").ShouldBe(room.Value);
        comments.Json.GetProperty("messages").EnumerateArray().ShouldAllBe(c => c.GetProperty("parentMessageId").GetInt64() == parent.Id());
        var older = await host.Scenario(x => x.Get($"/api/v1/messages/{parent.Id()}/comments?cursor={comments.Ids()[0]}&direction=backward").As(host.Ann));
        older.Texts().ShouldBe(["one"]);

        await host.Scenario(x => x.Delete($"/api/v1/messages/{comments.Ids()[0]}").As(host.Ben));
        (await host.Scenario(x => x.Get($"/api/v1/messages/{parent.Id()}/comments").As(host.Ann))).Texts().ShouldBe(["one", "three"]);
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0]
            .GetProperty("commentCount").GetInt32().ShouldBe(2);
        await host.Scenario(x =>
        {
            x.Post($"/api/v1/messages/{comments.Ids()[1]}/comments").As(host.Ann).Json("""{"content":"no comment on a comment"}""");
            x.ErrorShouldBe(400);
        });
    }

    [Fact]
    public async Task deleting_is_for_the_author_and_for_moderators()
    {
        var room = await host.Room();
        var (mine, hers) = (await host.Post(room, host.Ben, "Ben's"), await host.Post(room, host.Ann, "Ann's"));
        await host.Scenario(x =>
        {
            x.Delete($"/api/v1/messages/{hers.Id()}").As(host.Ben);
            x.ErrorShouldBe(403);
        });
        foreach (var _ in new[] { 1, 2 })
        {
            await host.Scenario(x =>
            {
                x.Delete($"/api/v1/messages/{mine.Id()}").As(host.Ann); // she moderates
                x.DoneShouldBe();
            });
        }
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Texts().ShouldBe(["Ann's"]);
        foreach (var (method, path) in new[] { ("GET", "comments"), ("POST", "comments"), ("POST", "read") })
        {
            await host.Scenario(x =>
            {
                x.To(new(method), $"/api/v1/messages/{mine.Id()}/{path}").As(host.Ben);
                if (method == "POST")
                    x.Json("""{"content":"x"}""");
                x.ErrorShouldBe(404, "Message not found");
            });
        }
    }

    [Fact]
    public async Task what_other_apis_write_is_shown_as_far_as_there_are_words_for_it()
    {
        var room = await host.Room();
        await host.Post(room, author: null, "Ann opened the room");
        await host.Post(room, host.Ann, "", details: new() { MediaUrl = "https://example.com/a.png" });
        await host.Post(room, host.Ann, "# Title", details: new() { Markup = MessageMarkup.Markdown });
        var edited = await host.Post(room, host.Ann, "teh", claimedAt: Begin);
        await host.Do(new EditMessage(room, Actor.Server, edited.Number, "the", ClaimedAt: Begin.AddMilliseconds(5)));
        var messages = (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Json.GetProperty("messages");
        (messages[0].GetProperty("userId").GetInt64(), messages[0].GetProperty("messageType").GetString()).ShouldBe((0, "Regular"));
        messages[1].GetProperty("text").GetString().ShouldBe("https://example.com/a.png");
        messages[2].GetProperty("markupType").GetString().ShouldBe("TextMarkdown");
        messages[3].GetProperty("text").GetString().ShouldBe("the");
        new[] { "createdUtc", "lastEditedUtc", "lastModifiedUtc" }.Select(name => messages[3].GetProperty(name).GetInt64())
            .ShouldBe([1753207692547, 1753207692552, 1753207692552]);
    }

    [Fact]
    public async Task a_post_with_the_same_idempotency_key_posts_once()
    {
        var room = await host.Room();
        for (var i = 0; i < 2; i++)
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Header("Idempotency-Key", "v1").Json("""{"content":"once"}""");
                x.DoneShouldBe();
            });
        }
        await host.Scenario(x =>
        {
            x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Header("Idempotency-Key", "v1").Json("""{"content":"twice"}""");
            x.ErrorShouldBe(422);
        });
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Texts().ShouldBe(["once"]);
    }

    private static UserNumber Number(Identity user) => ActingHost<messages_and_comments>.Number(user);

    private Task<Answer> Read(long id, Identity who) => host.Scenario(x =>
    {
        x.Post($"/api/v1/messages/{id}/read").As(who).Body("{}"u8.ToArray(), "application/json");
        x.DoneShouldBe();
    });

    private async Task<IReadOnlyList<string>> Timestamps(RoomNumber room) =>
        [.. (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Json.GetProperty("messages").EnumerateArray()
            .Select(m => string.Join(',', m.GetProperty("readTimestamps").EnumerateArray().Select(r => r.GetProperty("userId").GetInt64())))];

    private async Task<long> Unread(RoomNumber room, Identity who) =>
        (await host.Scenario(x => x.Get("/api/v1/rooms").As(who))).Json.GetProperty("rooms").EnumerateArray()
            .Single(json => json.GetProperty("roomId").GetInt64() == room.Value).GetProperty("unreadMessageCount").GetInt64();
}
