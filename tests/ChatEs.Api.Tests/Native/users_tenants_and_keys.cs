using System.Globalization;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class users_tenants_and_keys(HostOf<users_tenants_and_keys> host) : IClassFixture<HostOf<users_tenants_and_keys>>
{
    [Fact]
    public async Task a_user_is_registered_with_a_profile_and_found_by_number_and_id()
    {
        var id = host.New("emil");
        var registered = await host.Scenario(x =>
        {
            x.Post("/v1/users").As(host.Server).Json($$"""
                {"id":"{{id}}","username":"Emil","first":"E","last":"M","type":"embed_insecure","extras":{"a" :1},"avatarUrl":"https://example.com/e.png"}
                """);
            x.StatusShouldBe(201);
        });
        registered.Text.ShouldContain("""  "type":"embed_insecure","extras":{"a" :1},"avatar":{"url":"https://example.com/e.png"}  """.Trim());
        foreach (var path in new[] { registered.Header("Location")!, $"/v1/users/by-id?id={id}" })
            (await host.Scenario(x => x.Get(path).As(host.Server))).Text.ShouldBe(registered.Text);
        (await host.Scenario(x => x.Get($"/v1/users?id={id}").As(host.Server))).Text.ShouldBe($$"""{"users":[{{registered.Text}}]}""");
        (await host.Scenario(x => x.Get("/v1/users?id=nobody").As(host.Server))).Text.ShouldBe("""{"users":[]}""");
        (await host.Scenario(x => x.Post("/v1/users").As(host.Server).Json($$"""{"id":"{{id}}","username":"Other"}"""))).Text.ShouldBe(registered.Text);
    }

    [Fact]
    public async Task users_are_listed_page_by_page_in_the_order_of_registration()
    {
        List<string> ids = [];
        string? next = "";
        while (next is not null)
        {
            var page = await host.Scenario(x => x.Get($"/v1/users?limit=2{next}").As(host.Server));
            ids.AddRange(page.Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").GetString()!));
            next = page.Json.TryGetProperty("next", out var more) ? $"&after={more.GetString()}" : null;
        }
        ids.Take(3).ShouldBe(["ann", "ben", "cid"]);
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task a_user_changes_himself_and_the_server_anybody()
    {
        var who = await host.Chat.User("acme", host.New("changer"));
        var mine = await host.Scenario(x => x.Patch("/v1/me").As(who).Json("""{"username":"New","extras":[1, 2]}"""));
        mine.Text.ShouldContain("""  "username":"New","type":"member","extras":[1, 2]  """.Trim());
        var theirs = await host.Scenario(x => x.Patch($"/v1/users/{who.UserNumber}").As(host.Server).Json("""{"type":"admin","first":"N"}"""));
        (theirs.String("type"), theirs.String("first"), theirs.String("username")).ShouldBe(("admin", "N", "New"));
        await host.Scenario(x => x.Patch($"/v1/users/by-id?id={who.UserId}").As(host.Server).Json("""{"last":"M"}"""));
        await host.Scenario(x =>
        {
            x.Patch("/v1/me").As(who).Json("""{"type":"member"}""");
            x.ProblemShouldBe(403, "not_allowed");
        });
        foreach (var (body, member) in new[] { ("""{"type":"god"}""", "type"), ("""{"username":7}""", "username"), ("""{"avatarUrl":"x"}""", "avatarUrl") })
        {
            await host.Scenario(x =>
            {
                x.Patch("/v1/me").As(who).Json(body);
                x.ProblemShouldBe(400, "invalid", member);
            });
        }
    }

    [Fact]
    public async Task a_user_learns_nothing_about_others_not_even_who_is_there()
    {
        foreach (var path in new[] { $"/v1/users/{host.Ben.UserNumber}", "/v1/users/9007199254740991", "/v1/users/by-id?id=ben", "/v1/users/by-id?id=nobody" })
        {
            foreach (var (method, rest, body) in new[]
            {
                ("GET", "", ""), ("PATCH", "", """{"username":"x"}"""), ("GET", "/avatar", ""), ("PUT", "/avatar", """{"url":"https://example.com/"}"""),
                ("DELETE", "/avatar", ""), ("POST", "/token", ""), ("PUT", "/password", """{"new":"long enough"}"""), ("POST", "/suspend", ""), ("POST", "/reactivate", ""),
            })
            {
                foreach (var who in new[] { host.Ann, host.Server.For("ann") })
                {
                    await host.Scenario(x =>
                    {
                        x.To(new HttpMethod(method), path.Contains('?', StringComparison.Ordinal) ? path.Replace("?", rest + "?", StringComparison.Ordinal) : path + rest).As(who);
                        if (body.Length > 0)
                            x.Json(body);
                        x.ProblemShouldBe(403, "not_allowed");
                    });
                }
            }
        }
        foreach (var path in new[] { "/v1/users", "/v1/keys" })
        {
            await host.Scenario(x =>
            {
                x.Get(path).As(host.Ann);
                x.ProblemShouldBe(403, "not_allowed");
            });
        }
    }

    [Fact]
    public async Task another_tenants_users_and_files_are_not_there()
    {
        var server = await host.Chat.Tenant(host.New("other"));
        var file = (await host.Scenario(x =>
        {
            x.Post("/v1/files").As(host.Server).Body("ours"u8.ToArray(), null);
            x.StatusShouldBe(201);
        })).Of("files", 0).Long("file");
        await host.Scenario(x =>
        {
            x.Get($"/v1/files/{file}").As(server);
            x.ProblemShouldBe(404, "file_not_found");
        });
        foreach (var (method, rest, body) in new[]
        {
            ("GET", "", ""), ("PATCH", "", """{"username":"x"}"""), ("GET", "/avatar", ""), ("PUT", "/avatar", """{"url":"https://example.com/"}"""),
            ("DELETE", "/avatar", ""), ("POST", "/token", ""), ("PUT", "/password", """{"new":"long enough"}"""), ("POST", "/suspend", ""), ("POST", "/reactivate", ""),
        })
        {
            foreach (var user in new[] { host.Ann.UserNumber, 9_007_199_254_740_991 })
            {
                await host.Scenario(x =>
                {
                    x.To(new HttpMethod(method), $"/v1/users/{user}{rest}").As(server);
                    if (body.Length > 0)
                        x.Json(body);
                    x.ProblemShouldBe(404, "user_not_found");
                });
            }
        }
    }

    [Fact]
    public async Task a_suspended_user_is_refused_until_he_is_reactivated()
    {
        var who = await host.Chat.User("acme", host.New("bad"));
        (await Do($"/v1/users/{who.UserNumber}/suspend")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Do($"/v1/users/by-id/suspend?id={who.UserId}")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        foreach (var caller in new[] { who, host.Server.For(who.UserId!) })
        {
            await host.Scenario(x =>
            {
                x.Get("/v1/me").As(caller);
                x.ProblemShouldBe(403, "user_suspended");
            });
        }
        (await host.Scenario(x => x.Get($"/v1/users/{who.UserNumber}").As(host.Server))).String("suspendedAt").ShouldNotBeNull();
        await Do($"/v1/users/{who.UserNumber}/reactivate");
        await host.Scenario(x => x.Get("/v1/me").As(who));
    }

    [Fact]
    public async Task a_new_token_ends_the_old_one()
    {
        var who = await host.Chat.User("acme", host.New("token"));
        var mine = who with { Secret = (await host.Scenario(x => x.Post("/v1/me/token").As(who))).String("token")! };
        await host.Scenario(x =>
        {
            x.Get("/v1/me").As(who);
            x.ProblemShouldBe(401, "unauthorized");
        });
        await host.Scenario(x => x.Get("/v1/me").As(mine));
        await Do($"/v1/users/{who.UserNumber}/token");
        await host.Scenario(x =>
        {
            x.Get("/v1/me").As(mine);
            x.ProblemShouldBe(401, "unauthorized");
        });
    }

    [Fact]
    public async Task a_password_is_changed_by_who_knows_it_or_the_server()
    {
        var who = await host.Chat.User("acme", host.New("password"));
        await Password(who, """{"new":"first password"}""", 204);
        await Password(who, """{"new":"second password"}""", 400);
        await Password(who, """{"new":"second password","old":"wrong"}""", 403);
        await Password(who, """{"new":"second password","old":"first password"}""", 204);
        await Password(who, """{"new":"short"}""", 400);
        await Password(who, "{}", 400);
        await host.Scenario(x =>
        {
            x.Put($"/v1/users/{who.UserNumber}/password").As(host.Server).Json("""{"new":"third password"}""");
            x.StatusShouldBe(204);
        });
    }

    [Fact]
    public async Task whoever_guesses_passwords_has_to_wait()
    {
        var who = await host.Chat.User("acme", host.New("guessed"));
        await Password(who, """{"new":"first password"}""", 204);
        // The wait doubles with each guess, so that at some time it is longer than the slowest of machines takes for the next.
        var guesses = 0;
        Answer answer;
        do
        {
            answer = await host.Scenario(x =>
            {
                x.Put("/v1/me/password").As(who).Json("""{"new":"second password","old":"a guess"}""");
                x.AnyStatus();
            });
        }
        while (answer.Status == 403 && ++guesses < 12);
        answer.Status.ShouldBe(429);
        guesses.ShouldBeGreaterThanOrEqualTo(5);
        int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task keys_are_issued_listed_and_revoked_and_a_secret_is_shown_once()
    {
        var (tenant, other) = (host.New("keys"), await host.Chat.Tenant(host.New("other")));
        var server = await host.Chat.Tenant(tenant);
        (await host.Scenario(x => x.Get("/v1/tenant").As(server))).String("tenant").ShouldBe(tenant);
        var issued = await host.Scenario(x =>
        {
            x.Post("/v1/keys").As(server).Json("{}");
            x.StatusShouldBe(201);
        });
        var second = server with { Secret = issued.String("secret")! };
        var list = await host.Scenario(x => x.Get("/v1/keys").As(second));
        list.Json.GetProperty("keys").GetArrayLength().ShouldBe(2);
        list.Text.ShouldNotContain("sk_");
        await host.Scenario(x =>
        {
            x.Delete($"/v1/keys/{issued.String("key")}").As(other);
            x.ProblemShouldBe(404, "api_key_not_found");
        });
        for (var i = 0; i < 2; i++)
        {
            await host.Scenario(x =>
            {
                x.Delete($"/v1/keys/{issued.String("key")}").As(server);
                x.StatusShouldBe(204);
            });
        }
        await host.Scenario(x =>
        {
            x.Get("/v1/me").As(second);
            x.ProblemShouldBe(401, "unauthorized");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/keys").As(server).Json("""{"kind":"master"}""");
            x.ProblemShouldBe(400, "invalid", "kind");
        });
        var auditor = await host.Chat.Key(tenant, ApiKeyKind.Auditor);
        await host.Scenario(x =>
        {
            x.Get("/v1/keys").As(auditor);
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    private Task<Answer> Do(string path) => host.Scenario(x => x.Post(path).As(host.Server));

    private Task<Answer> Password(Identity who, string body, int status) => host.Scenario(x =>
    {
        x.Put("/v1/me/password").As(who).Json(body);
        x.StatusShouldBe(status);
    });
}
