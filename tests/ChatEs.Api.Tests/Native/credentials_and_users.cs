using ChatEs.Domain.Tenants;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class credentials_and_users(HostOf<credentials_and_users> host) : IClassFixture<HostOf<credentials_and_users>>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer  ")]
    [InlineData("Bearer sk_nobody")]
    [InlineData("ut_nobody")]
    public async Task nobody_comes_in_without_a_known_secret(string? authorization)
    {
        foreach (var url in new[] { "/v1/me", "/v1/rooms/1/messages" })
        {
            await host.Scenario(x =>
            {
                x.Get(url);
                if (authorization is not null)
                    x.Header("Authorization", authorization);
                x.ProblemShouldBe(401, "unauthorized");
                x.HeaderShouldBe("WWW-Authenticate", "Bearer");
            });
        }
    }

    [Theory]
    [InlineData(ApiKeyKind.Auditor)]
    [InlineData(ApiKeyKind.Analytics)]
    public async Task only_secret_keys_open_it(ApiKeyKind kind)
    {
        var key = await host.Chat.Key("acme", kind);
        await host.Scenario(x =>
        {
            x.Get("/v1/me").As(key);
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    [Fact]
    public async Task everybody_learns_whom_he_stands_for()
    {
        (await host.Scenario(x => x.Get("/v1/me").As(host.Server))).Text.ShouldMatch("""^\{"tenant":"acme","key":"ak_[^"]+"\}$""");
        (await host.Scenario(x => x.Get("/v1/me").As(host.Ann))).Text
            .ShouldMatch($$"""^\{"tenant":"acme","user":\{"number":{{host.Ann.UserNumber}},"id":"ann","username":"ann","type":"member","registeredAt":"[^"]+Z"\}\}$""");
        (await host.Scenario(x => x.Get("/v1/me").As(host.Server.For("ben")))).Json.GetProperty("user").GetProperty("id").GetString().ShouldBe("ben");
    }

    [Theory]
    [InlineData("zoë", "zo%C3%AB")]
    [InlineData("zoë", "zoë")]
    [InlineData("100%", "100%")]
    [InlineData("a b+c@example.org", "a%20b+c%40example.org")]
    public async Task a_server_key_names_a_user_in_utf8_percent_encoded_or_not(string user, string header)
    {
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Server).Header("X-ChatEs-User", header).Json("{}");
            x.StatusShouldBe(201);
        });
        (await host.Scenario(x => x.Get("/v1/me").As(host.Server).Header("X-ChatEs-User", header)))
            .Json.GetProperty("user").GetProperty("id").GetString().ShouldBe(user);
    }

    [Fact]
    public async Task a_user_header_that_names_nobody_properly_is_refused()
    {
        foreach (var header in new[] { "%00", "a%0Ab", new string('x', 256) })
        {
            await host.Scenario(x =>
            {
                x.Get("/v1/me").As(host.Server).Header("X-ChatEs-User", header);
                x.ProblemShouldBe(400, "invalid", "X-ChatEs-User");
            });
        }
    }

    [Fact]
    public async Task a_user_token_acts_for_its_own_user_only()
    {
        await host.Scenario(x => x.Get("/v1/me").As(host.Ann.For("ann")));
        foreach (var other in new[] { "ben", "who-is-not-registered" })
        {
            await host.Scenario(x =>
            {
                x.Get("/v1/me").As(host.Ann.For(other));
                x.ProblemShouldBe(403, "not_allowed");
            });
        }
    }

    [Fact]
    public async Task reading_registers_nobody()
    {
        await host.Scenario(x =>
        {
            x.Get("/v1/unread").As(host.Server.For("who-only-reads"));
            x.ProblemShouldBe(404, "user_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Server.For("who-only-reads")).Json("{}");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x => x.Get("/v1/unread").As(host.Server.For("who-only-reads")));
    }

    [Fact]
    public async Task a_tenant_may_want_its_users_registered_first()
    {
        var strict = await host.Chat.Tenant("strict", registersUnknownUsers: false);
        await host.Scenario(x =>
        {
            x.Get("/v1/me").As(strict.For("new"));
            x.ProblemShouldBe(404, "user_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(strict).Json("""{"participants":["new"]}""");
            x.ProblemShouldBe(404, "user_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/users").As(strict).Json("""{"id":"new"}""");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x => x.Get("/v1/me").As(strict.For("new")));
    }

    [Fact]
    public async Task a_user_is_registered_once()
    {
        var id = host.New("user");
        var first = await host.Scenario(x =>
        {
            x.Post("/v1/users").As(host.Server).Json($$"""{"id":"{{id}}","username":"Ürsula 🦊"}""");
            x.StatusShouldBe(201);
        });
        first.String("username").ShouldBe("Ürsula 🦊");
        var second = await host.Scenario(x => x.Post("/v1/users").As(host.Server).Json($$"""{"id":"{{id}}","username":"other"}"""));
        second.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task users_are_registered_by_the_server_key_and_properly()
    {
        await host.Scenario(x =>
        {
            x.Post("/v1/users").As(host.Ann).Json("""{"id":"friend"}""");
            x.ProblemShouldBe(403, "not_allowed");
        });
        foreach (var (body, member) in new[]
        {
            ("{}", "id"), ("""{"id":""}""", "id"), ("""{"id":7}""", "id"), ("""{"id":"a\nb"}""", "id"),
            ("""{"id":"long","username":"NAME"}""".Replace("NAME", new string('n', 1001), StringComparison.Ordinal), "username"),
            ("""{"id":"nul","username":"a\u0000"}""", "username"),
        })
        {
            await host.Scenario(x =>
            {
                x.Post("/v1/users").As(host.Server).Json(body);
                x.ProblemShouldBe(400, "invalid", member);
            });
        }
    }

    [Theory]
    [InlineData("order-17/retry~2", true)]
    [InlineData("with space", false)]
    [InlineData("ümlaut", false)]
    public async Task a_request_id_is_kept_where_it_is_sane(string id, bool kept)
    {
        var answer = await host.Scenario(x => x.Get("/v1/me").As(host.Ann).Header("X-Request-Id", id));
        (answer.Header("X-Request-Id") == id).ShouldBe(kept);
        answer.Header("X-Request-Id").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task a_request_id_that_is_too_long_is_replaced() =>
        (await host.Scenario(x => x.Get("/v1/me").As(host.Ann).Header("X-Request-Id", new string('r', 129)))).Header("X-Request-Id")!.Length.ShouldBe(32);
}
