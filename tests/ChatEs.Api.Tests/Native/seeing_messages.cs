using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class seeing_messages(HostOf<seeing_messages> host) : IClassFixture<HostOf<seeing_messages>>
{
    [Fact]
    public async Task lowers_what_is_unread()
    {
        var room = await host.Room();
        for (var i = 0; i < 5; i++)
            await host.Post(room, host.Ann, "hello");
        (await host.Unread(room, host.Ben)).ShouldBe(5);
        (await host.Unread(room, host.Ann)).ShouldBe(0);

        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"message":4}""");
            x.BodyShouldBe($$"""{"room":{{room}},"unread":4}""");
        });
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":3}""");
            x.BodyShouldBe($$"""{"room":{{room}},"unread":1}""");
        });
        (await host.Unread(room, host.Ben)).ShouldBe(1);

        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/5").As(host.Ann);
            x.StatusShouldBe(204);
        });
        (await host.Unread(room, host.Ben)).ShouldBe(0);
    }

    [Fact]
    public async Task names_the_readers_page_by_page()
    {
        var room = await host.Room("public");
        await host.Post(room, host.Ann, "hello");
        var readers = Enumerable.Range(0, 5).Select(i => $"reader-{i}").ToArray();
        foreach (var reader in readers)
            await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Server.For(reader)).Json("""{"upTo":1}"""));

        List<string> listed = [];
        for (var url = $"/v1/rooms/{room}/messages/1/receipts?limit=2"; url is not null;)
        {
            var page = (await host.Scenario(x => x.Get(url).As(host.Ann))).Json;
            page.GetProperty("seenCount").GetInt64().ShouldBe(5);
            foreach (var reader in page.GetProperty("readers").EnumerateArray())
            {
                listed.Add(reader.GetProperty("user").GetProperty("id").GetString()!);
                reader.GetProperty("seenAt").GetString()!.ShouldEndWith("Z");
            }
            url = page.TryGetProperty("next", out var next) ? $"/v1/rooms/{room}/messages/1/receipts?limit=2&after={next.GetString()}" : null;
        }
        listed.ShouldBe(readers);
    }

    [Fact]
    public async Task is_counted_over_all_rooms_of_a_user()
    {
        var user = await host.Chat.User("acme", host.New("counter"));
        List<long> rooms = [];
        for (var i = 1; i <= 3; i++)
        {
            var room = await host.Room();
            rooms.Add(room);
            await host.Scenario(x => x.Post($"/v1/rooms/{room}/participants").As(host.Ann).Json($$"""{"users":["{{user.UserId}}"]}"""));
            for (var n = 1; n < i; n++)
                await host.Post(room, host.Ben, "hello");
        }
        await host.Scenario(x =>
        {
            x.Get("/v1/unread").As(user);
            x.BodyShouldBe($$"""{"rooms":[{"room":{{rooms[0]}},"unread":0},{"room":{{rooms[1]}},"unread":1},{"room":{{rooms[2]}},"unread":2}],"total":3}""");
        });
    }

    [Fact]
    public async Task asks_for_one_message_or_all_up_to_one_that_is_there()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":0}""");
            x.BodyShouldBe($$"""{"room":{{room}},"unread":0}""");
        });
        foreach (var (body, members) in new (string, string[])[]
        {
            ("{}", ["upTo"]),
            ("""{"upTo":1,"message":1}""", ["upTo"]),
            ("""{"upTo":-1}""", ["upTo"]),
            ("""{"message":0}""", ["message"]),
            ("""{"message":134217728}""", ["message"]),
            ("""{"message":1.5}""", ["message"]),
            ("""{"upTo":"1"}""", ["upTo"]),
            ("""{"upTo":99999999999999999999}""", ["upTo"]),
        })
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json(body);
                x.ProblemShouldBe(400, "invalid", members);
            });
        }
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"message":1}""");
            x.ProblemShouldBe(404, "message_not_found");
        });
    }

    [Fact]
    public async Task belongs_to_a_user_and_not_to_the_bare_server_key()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/seen").As(host.Server).Json("""{"upTo":0}""");
            x.ProblemShouldBe(400, "invalid", "X-ChatEs-User");
        });
        foreach (var url in new[] { $"/v1/rooms/{room}/unread", "/v1/unread" })
        {
            await host.Scenario(x =>
            {
                x.Get(url).As(host.Server);
                x.ProblemShouldBe(400, "invalid", "X-ChatEs-User");
            });
        }
    }
}
