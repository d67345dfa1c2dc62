using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class what_is_refused(ActingHost<what_is_refused> host) : IClassFixture<ActingHost<what_is_refused>>
{
    private static readonly (string Method, string Path)[] Calls =
    [
        ("GET", "/chat-messages"), ("GET", "/chat-messages/00000000-0000-7000-8000-000000000001"),
        ("PATCH", "/chat-messages/00000000-0000-7000-8000-000000000001"), ("POST", "/chat-messages"),
        ("GET", "/chat-rooms"), ("GET", "/chat-rooms/1"),
    ];

    [Fact]
    public async Task without_a_known_token_nothing_is_said()
    {
        foreach (var (method, path) in Calls)
        {
            foreach (var header in new[] { null, "Bearer nonsense", "Bearer", "Basic YTpi", "nonsense" })
            {
                await host.Scenario(x =>
                {
                    x.To(new(method), path);
                    if (header is not null)
                        x.Header("Authorization", header);
                    x.HeaderShouldBe("WWW-Authenticate", "Bearer");
                    x.ErrorShouldBe(401, "NotAuthenticated", "not-authenticated");
                });
            }
        }
    }

    [Fact]
    public async Task a_secret_key_acts_for_the_account_that_it_names()
    {
        var room = await host.Room();
        var posted = await host.Scenario(x => x.Post("/chat-messages").As(host.Server.For("ann")).Json($$"""{"room":"{{room}}","text":"hey"}"""));
        posted.String("createdBy").ShouldBe("ann");
        foreach (var (method, path) in Calls)
        {
            await host.Scenario(x =>
            {
                x.To(new(method), path).As(host.Server);
                x.ErrorShouldBe(400, "BadRequest", "bad-request");
            });
        }
        foreach (var (who, status, name, kind) in new[]
        {
            (host.Server.For("nobody-at-all"), 400, "BadRequest", "bad-request"),
            (host.Ann.For("ben"), 403, "Forbidden", "forbidden"),
            (host.Ann.For("nobody-at-all"), 403, "Forbidden", "forbidden"),
            (await host.Chat.Key("acme", ApiKeyKind.Auditor), 403, "Forbidden", "forbidden"),
        })
        {
            await host.Scenario(x =>
            {
                x.Get("/chat-messages").As(who);
                x.ErrorShouldBe(status, name, kind);
            });
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"room\":\"1\"}{}")]
    [InlineData("{\"room\":\"1\"")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}")]
    public async Task what_is_no_json_object(string body)
    {
        await Refused("POST", "/chat-messages", body);
        await Refused("PATCH", $"/chat-messages/{Guid.CreateVersion7()}", body);
    }

    [Theory]
    [InlineData("{}", "room")]
    [InlineData("{\"text\":\"x\"}", "room")]
    [InlineData("{\"room\":null}", "room")]
    [InlineData("{\"room\":1}", "room")]
    [InlineData("{\"room\":\"ROOM\",\"text\":1}", "text")]
    [InlineData("{\"room\":\"ROOM\",\"text\":{}}", "text")]
    [InlineData("{\"room\":\"ROOM\",\"text\":\"a\\u0000b\"}", "text")]
    [InlineData("{\"room\":\"ROOM\",\"text\":\"\\ud800\"}", "text")]
    [InlineData("{\"room\":\"ROOM\",\"session\":7}", "session")]
    [InlineData("{\"room\":\"ROOM\",\"session\":\"a\\u0000\"}", "session")]
    [InlineData("{\"room\":\"ROOM\",\"media\":[\"a\"]}", "media")]
    [InlineData("{\"room\":\"ROOM\",\"media\":\"a\\u0000\"}", "mediaUrl")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":\"2021\"}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":1.5}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":-1}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":99999999999999999}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":99999999999999999999999}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"createdAt\":253402300799999}", "createdAt")]
    [InlineData("{\"room\":\"ROOM\",\"text\":\"a\",\"text\":\"b\"}", "text")]
    public async Task a_post_with_a_wrong_member(string body, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post("/chat-messages").As(host.Ann).Json(body.Replace("ROOM", room.ToString(), StringComparison.Ordinal));
            x.ErrorShouldBe(400, "BadRequest", "bad-request", member == "mediaUrl" ? "media" : member);
        });
    }

    [Fact]
    public async Task a_text_or_a_body_that_is_too_long()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"{{new string('x', 32_769)}}"}""");
            x.ErrorShouldBe(400, "BadRequest", "bad-request", "text");
        });
        await host.Scenario(x =>
        {
            x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"{{new string('x', 1 << 20)}}"}""");
            x.ErrorShouldBe(413, "PayloadTooLarge", "payload-too-large");
        });
    }

    [Theory]
    [InlineData("$limit=x", "$limit")]
    [InlineData("$limit=-1", "$limit")]
    [InlineData("$limit=1.5", "$limit")]
    [InlineData("$limit=", "$limit")]
    [InlineData("$limit=1&$limit=2", "$limit")]
    [InlineData("$limit=99999999999999999999", "$limit")]
    [InlineData("$skip=-1", "$skip")]
    [InlineData("$skip=999999999999", "$skip")]
    [InlineData("$sort[createdAt]=up", "$sort[createdAt]")]
    [InlineData("$sort[createdAt]=0", "$sort[createdAt]")]
    [InlineData("createdAt[$gt]=yesterday", "createdAt[$gt]")]
    [InlineData("createdAt[$lt]=-5", "createdAt[$lt]")]
    [InlineData("createdAt=99999999999999999", "createdAt")]
    public async Task a_find_with_a_wrong_value(string query, string member) => await host.Scenario(x =>
    {
        x.Get($"/chat-messages?{query}").As(host.Ann);
        x.ErrorShouldBe(400, "BadRequest", "bad-request", member);
    });

    [Fact]
    public async Task methods_and_paths_that_are_not_there()
    {
        foreach (var (method, path) in new[] { ("PUT", "/chat-messages"), ("DELETE", "/chat-messages/x"), ("POST", "/chat-rooms"), ("PATCH", "/chat-rooms/1") })
        {
            await host.Scenario(x =>
            {
                x.To(new(method), path).As(host.Ann);
                x.ErrorShouldBe(405, "MethodNotAllowed", "method-not-allowed");
            });
        }
        await host.Scenario(x =>
        {
            x.Get("/chat-messages/a/b").As(host.Ann);
            x.ErrorShouldBe(404, "NotFound", "not-found");
        });
    }

    [Theory]
    [InlineData("0")]
    [InlineData("007")]
    [InlineData("67108863")]
    [InlineData("67108864")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task a_room_that_is_not_there_is_404_everywhere(string room)
    {
        await NotFound("GET", $"/chat-messages?room={room}", null);
        await NotFound("POST", "/chat-messages", $$"""{"room":"{{room}}","text":"x"}""");
        await NotFound("GET", $"/chat-rooms/{room}", null);
    }

    [Fact]
    public async Task a_private_room_of_the_same_tenant_is_403_and_one_of_another_is_404()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "private");
        var rival = host.New("rival");
        await host.Chat.Tenant(rival);
        var spy = await host.Chat.User(rival, "ann");
        foreach (var (method, path, body) in new[]
        {
            ("GET", $"/chat-messages?room={room}", null),
            ("GET", $"/chat-messages/{posted.Id}", null),
            ("PATCH", $"/chat-messages/{posted.Id}", """{"seen":true}"""),
            ("POST", "/chat-messages", $$"""{"room":"{{room}}","text":"x"}"""),
            ("GET", $"/chat-rooms/{room}", null),
        })
        {
            await host.Scenario(x =>
            {
                x.To(new(method), path).As(host.Cid).JsonOrNot(body);
                x.ErrorShouldBe(403, "Forbidden", "forbidden");
            });
            await host.Scenario(x =>
            {
                x.To(new(method), path).As(spy).JsonOrNot(body);
                x.ErrorShouldBe(404, "NotFound", "not-found");
            });
        }
        (await host.Scenario(x => x.Get("/chat-messages?createdBy=ann").As(spy))).Text.ShouldBe("[]");
        (await host.Scenario(x => x.Get("/chat-rooms").As(spy))).Text.ShouldBe("[]");
    }

    [Fact]
    public async Task a_public_room_is_read_by_everybody_and_joined_by_writing_or_seeing()
    {
        var room = await host.Room(RoomVisibility.Public);
        var posted = await host.Post(room, host.Ann, "welcome");
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Cid))).Texts().ShouldBe("welcome");
        (await host.Scenario(x => x.Get("/chat-rooms").As(host.Cid))).Ids().ShouldNotContain(room.ToString());
        await host.Scenario(x => x.To(HttpMethod.Patch, $"/chat-messages/{posted.Id}").As(host.Cid).Json("""{"seen":true}"""));
        (await host.Scenario(x => x.Get("/chat-rooms").As(host.Cid))).Ids().ShouldContain(room.ToString());
    }

    [Fact]
    public async Task an_archived_room_takes_nothing_and_is_read()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "last words");
        await host.Do(new ArchiveRoom(room, Actor.Server));
        await host.Scenario(x =>
        {
            x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"x"}""");
            x.ErrorShouldBe(409, "Conflict", "conflict");
        });
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Texts().ShouldBe("last words");
    }

    [Fact]
    public async Task who_is_suspended_does_nothing()
    {
        var eve = await host.Chat.User("acme", host.New("eve"));
        await host.Do(new SuspendUser(ActingHost<what_is_refused>.Number(eve), Actor.Server));
        await host.Chat.Service<Suspended>().Refresh(default);
        foreach (var (method, path) in Calls)
        {
            await host.Scenario(x =>
            {
                x.To(new(method), path).As(eve);
                x.ErrorShouldBe(403, "Forbidden", "forbidden");
            });
        }
    }

    [Fact]
    public async Task a_request_is_answered_with_its_id()
    {
        await host.Scenario(x =>
        {
            x.Get("/chat-messages").As(host.Cid).Header("X-Request-Id", "r-1");
            x.HeaderShouldBe("X-Request-Id", "r-1");
        });
    }

    private Task<Answer> Refused(string method, string path, string body) => host.Scenario(x =>
    {
        x.To(new(method), path).As(host.Ann).Body(Encoding.UTF8.GetBytes(body), "application/json");
        x.ErrorShouldBe(400, "BadRequest", "bad-request");
    });

    private Task<Answer> NotFound(string method, string path, string? body) => host.Scenario(x =>
    {
        x.To(new(method), path).As(host.Ann).JsonOrNot(body);
        x.ErrorShouldBe(404, "NotFound", "not-found");
    });
}
