using System.Text;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class what_is_refused(ActingHost<what_is_refused> host) : IClassFixture<ActingHost<what_is_refused>>
{
    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "logout"), ("GET", "logout"), ("GET", "status"), ("GET", "server-health"), ("GET", "users"), ("GET", "users/1/avatar.jpg"),
        ("GET", "rooms"), ("GET", "rooms/1/avatar.jpg"), ("GET", "room-permissions/1"), ("GET", "rooms/1/messages"), ("POST", "rooms/1/messages"),
        ("GET", "rooms/1/text-messages"), ("POST", "rooms/1/text-messages"), ("DELETE", "messages/134217729"), ("POST", "messages/134217729/read"),
        ("GET", "messages/134217729/comments"), ("POST", "messages/134217729/comments"), ("POST", "messages/134217729/attachments"),
        ("GET", "attachments/1"), ("GET", "attachments/1/a.txt"), ("DELETE", "attachments/1"),
    ];

    [Fact]
    public async Task without_credentials_each_call_says_what_it_expects()
    {
        foreach (var (method, path) in Calls)
        {
            await host.Scenario(x =>
            {
                x.To(new(method), $"/api/v1/{path}");
                x.StatusShouldBe(401);
                x.BodyShouldBe("""{"errorText":"The Authorization HTTP-header or VirolaUserSessionId cookie expected","httpStatusCode":401}""");
            });
        }
    }

    [Fact]
    public async Task wrong_credentials_of_every_kind_are_one_refusal()
    {
        (string Name, string Value)[] headers =
        [
            ("Authorization", "Bearer nonsense"), ("Authorization", "Bearer"), ("Authorization", "Basic YTpi"),
            ("Authorization", $"Bearer {host.Server.Secret}"),
            ("Cookie", "VirolaUserSessionId=nonsense"), ("Cookie", $"VirolaUserSessionId={new string('a', 4000)}"),
            ("Cookie", $"VirolaUserSessionId={host.Ann.Secret}"), ("Cookie", "VirolaUserSessionId=%00"),
        ];
        foreach (var (method, path) in Calls)
        {
            foreach (var (name, value) in headers)
            {
                await host.Scenario(x =>
                {
                    x.To(new(method), $"/api/v1/{path}").Header(name, value);
                    x.StatusShouldBe(401);
                    x.BodyShouldBe($$"""{"errorText":"{{Virola.WrongBearer}}","httpStatusCode":401}""");
                });
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("content=hey")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"content\":null}")]
    [InlineData("{\"content\":1}")]
    [InlineData("{\"content\":[\"a\"]}")]
    [InlineData("{\"content\":\"a\\u0000b\"}")]
    [InlineData("{\"content\":\"\\udc00\"}")]
    [InlineData("{\"content\":\"a\"")]
    [InlineData("{\"content\":\"a\",\"content\":\"b\"}")]
    [InlineData("{\"x\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],\"content\":\"a\"}")]
    public async Task a_body_without_a_text(string body)
    {
        var room = await host.Room();
        var parent = await host.Post(room, host.Ann, "parent");
        foreach (var path in new[] { $"rooms/{room}/messages", $"messages/{parent.Id()}/comments" })
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/{path}").As(host.Ann).Body(Encoding.UTF8.GetBytes(body), "application/json");
                x.ErrorShouldBe(400);
            });
        }
    }

    [Fact]
    public async Task what_is_too_long()
    {
        var room = await host.Room();
        foreach (var (length, status) in new[] { (32_769, 400), (1 << 20, 413) })
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"content":"{{new string('x', length)}}"}""");
                x.ErrorShouldBe(status);
            });
        }
    }

    [Theory]
    [InlineData("cursor=x")]
    [InlineData("cursor=1.5")]
    [InlineData("cursor=99999999999999999999")]
    [InlineData("cursor=5")]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=many")]
    [InlineData("direction=sideways")]
    [InlineData("limit=1&limit=2")]
    public async Task a_list_with_a_wrong_value(string query)
    {
        var room = await host.Room();
        var parent = await host.Post(room, host.Ann, "parent");
        foreach (var path in new[] { $"rooms/{room}/messages", $"messages/{parent.Id()}/comments" })
        {
            await host.Scenario(x =>
            {
                x.Get($"/api/v1/{path}?{query}").As(host.Ann);
                x.ErrorShouldBe(400);
            });
        }
    }

    [Fact]
    public async Task the_id_of_another_rooms_message_is_no_cursor()
    {
        var (room, other) = (await host.Room(), await host.Room());
        var foreign = await host.Post(other, host.Ann, "elsewhere");
        await host.Scenario(x =>
        {
            x.Get($"/api/v1/rooms/{room}/messages?cursor={foreign.Id()}").As(host.Ann);
            x.ErrorShouldBe(400);
        });
    }

    [Fact]
    public async Task methods_and_paths_that_are_not_there()
    {
        foreach (var (method, path, status) in new[]
        {
            ("GET", "login", 405), ("DELETE", "rooms", 405), ("PUT", "rooms/1/messages", 405), ("POST", "users", 405), ("POST", "status", 405),
            ("GET", "nothing", 404), ("GET", "", 404), ("GET", "rooms/1", 404),
        })
        {
            await host.Scenario(x =>
            {
                x.To(new(method), $"/api/v1/{path}").As(host.Ann);
                x.ErrorShouldBe(status);
            });
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("134217728")]
    [InlineData("9007199254740993")]
    [InlineData("99999999999999999999")]
    public async Task ids_that_name_nothing(string id)
    {
        foreach (var (method, path, text) in Targets(id, id, id))
            await Missing(method, path, host.Ann, text);
    }

    [Fact]
    public async Task a_stranger_learns_nothing_of_a_private_room_nor_another_tenant_of_any()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "private");
        await host.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Content(Virola.Form(("files", "a", [1]))));
        var file = (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0]
            .GetProperty("attachments")[0].GetProperty("attachmentId").GetInt64();
        await host.Chat.Tenant("rival");
        var spy = await host.Chat.User("rival", "ann");

        foreach (var who in new[] { host.Cid, spy })
        {
            foreach (var (method, path, text) in Targets($"{room}", $"{posted.Id()}", $"{file}"))
                await Missing(method, path, who, text);
            (await host.Scenario(x => x.Get("/api/v1/rooms").As(who))).Json.GetProperty("rooms").EnumerateArray()
                .ShouldNotContain(json => json.GetProperty("roomId").GetInt64() == room.Value);
        }

        var open = await host.Room(RoomVisibility.Public);
        var there = await host.Post(open, host.Ann, "for all of acme");
        foreach (var (method, path, text) in Targets($"{open}", $"{there.Id()}", "999999"))
            await Missing(method, path, spy, text);
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{open}/messages").As(host.Cid))).Texts().ShouldBe(["for all of acme"]);
    }

    [Fact]
    public async Task an_archived_room_is_read_and_takes_nothing()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "last words");
        await host.Do(new ArchiveRoom(room, Actor.Server));
        foreach (var path in new[] { $"rooms/{room}/messages", $"messages/{posted.Id()}/comments" })
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/{path}").As(host.Ann).Json("""{"content":"x"}""");
                x.ErrorShouldBe(409);
            });
        }
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Texts().ShouldBe(["last words"]);
        await host.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/read").As(host.Ben));
    }

    private static IEnumerable<(string Method, string Path, string Text)> Targets(string room, string message, string file) =>
    [
        ("GET", $"rooms/{room}/messages", "Room not found"), ("POST", $"rooms/{room}/messages", "Room not found"),
        ("GET", $"rooms/{room}/avatar.jpg", "Room not found"), ("GET", $"room-permissions/{room}", "Room not found"),
        ("DELETE", $"messages/{message}", "Message not found"), ("POST", $"messages/{message}/read", "Message not found"),
        ("GET", $"messages/{message}/comments", "Message not found"), ("POST", $"messages/{message}/comments", "Message not found"),
        ("POST", $"messages/{message}/attachments", "Message not found"),
        ("GET", $"attachments/{file}", "Attachment not found"), ("GET", $"attachments/{file}/a", "Attachment not found"),
        ("DELETE", $"attachments/{file}", "Attachment not found"),
    ];

    private Task<Answer> Missing(string method, string path, Identity who, string text) => host.Scenario(x =>
    {
        x.To(new(method), $"/api/v1/{path}").As(who);
        if (method == "POST")
            x.Json("""{"content":"x"}""");
        x.StatusShouldBe(404);
        x.BodyShouldBe($$"""{"errorText":"{{text}}","httpStatusCode":404}""");
    });
}
