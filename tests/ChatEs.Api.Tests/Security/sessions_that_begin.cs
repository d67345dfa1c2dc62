using ChatEs.Api.Tests.Virola;
using ChatEs.Application.Tenancy;
using ChatEs.EventStore;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>Session fixation, and where the secrets of sessions lie.</summary>
public sealed class sessions_that_begin(ActingHost<sessions_that_begin> host) : IClassFixture<ActingHost<sessions_that_begin>>
{
    [Fact]
    public async Task with_a_login_are_new_whatever_came_along()
    {
        await host.Chat.SetPassword(host.Ann);
        await host.Chat.SetPassword(host.Ben);
        var planted = new string('a', 64);
        var bens = await host.Chat.Login("ben");
        foreach (var sent in new[] { planted, bens })
        {
            var session = (await host.Scenario(x => x.Post("/api/v1/login").With(sent)
                .Json($$"""{"userName":"ann","password":"{{Virola.Virola.Password}}"}"""))).String("userSessionId")!;
            session.ShouldNotBe(sent);
            (await User(session)).ShouldBe(host.Ann.UserNumber!.Value);
        }
        (await Status(planted)).ShouldBe(401);
        (await User(bens)).ShouldBe(host.Ben.UserNumber!.Value);
    }

    [Fact]
    public async Task by_a_wrong_password_do_not_begin()
    {
        await host.Chat.SetPassword(host.Ann);
        var planted = new string('b', 64);
        (await host.Scenario(x =>
        {
            x.Post("/api/v1/login").With(planted).Json("""{"userName":"ann","password":"another password"}""");
            x.StatusShouldBe(401);
        })).Header("Set-Cookie").ShouldBeNull();
        (await Status(planted)).ShouldBe(401);
    }

    [Fact]
    public async Task end_with_a_new_password_and_with_a_new_token()
    {
        var user = await host.Chat.User("acme", host.New("user"));
        await host.Chat.SetPassword(user);
        var before = await host.Chat.Login(user.UserId!);
        (await Status(before)).ShouldBe(200);
        await host.Scenario(x =>
        {
            x.Put("/v1/me/password").As(user).Json($$"""{"old":"{{Virola.Virola.Password}}","new":"another good one"}""");
            x.StatusShouldBe(204);
        });
        (await Status(before)).ShouldBe(401);
        var after = await host.Chat.Login(user.UserId!, "another good one");
        (await Status(after)).ShouldBe(200);
        await host.Scenario(x => x.Post("/v1/me/token").As(user));
        (await Status(after)).ShouldBe(401);
    }

    [Fact]
    public async Task are_no_tokens_and_tokens_no_sessions()
    {
        await host.Chat.SetPassword(host.Ann);
        var session = await host.Chat.Login("ann");
        (await Status(host.Ann.Secret)).ShouldBe(401);
        foreach (var path in new[] { "/api/v1/status", "/v1/me" })
        {
            await host.Scenario(x =>
            {
                x.Get(path).As(host.Ann with { Secret = session });
                x.StatusShouldBe(401);
            });
        }
    }

    /// <summary>Whoever reads a copy of the database can log in as nobody: no column of any table has a secret as it is.</summary>
    [Fact]
    public async Task leave_no_secret_in_the_database()
    {
        await host.Chat.SetPassword(host.Ann);
        var keyId = (await host.Chat.Service<Credentials>().Find(host.Server.Secret, default))!.KeyId!;
        string[] secrets =
        [
            host.Server.Secret, host.Ann.Secret, Virola.Virola.Password, await host.Chat.Login("ann"),
            (await host.Scenario(x =>
            {
                x.Post("/v1/events/tickets").As(host.Ann);
                x.StatusShouldBe(201);
            })).String("ticket")!,
            (await host.Scenario(x => x.Post("/s2s/v1/users/authenticate").Header("Api-Key", keyId).Header("Secret-Key", host.Server.Secret)
                .Json("""{"user_id":"ann"}"""))).String("access_token")!,
            (await host.Scenario(x =>
            {
                x.Post("/v1/webhooks").As(host.Server).Json("""{"url":"https://hooks.invalid/"}""");
                x.StatusShouldBe(201);
            })).String("secret")!,
        ];
        await using var db = PostgresEventStore.DataSource(host.Chat.ConnectionString, "chat");
        foreach (var table in await Read("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        {
            foreach (var row in await Read($"select t::text from {table} t"))
            {
                foreach (var secret in secrets)
                    row.ShouldNotContain(secret, Case.Sensitive, table);
            }
        }

        async Task<List<string>> Read(string sql)
        {
            await using var command = db.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            List<string> rows = [];
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
            return rows;
        }
    }

    private async Task<int> Status(string session) => (await host.Scenario(x =>
    {
        x.Get("/api/v1/status").With(session);
        x.AnyStatus();
    })).Status;

    private async Task<long> User(string session) => (await host.Scenario(x => x.Get("/api/v1/status").With(session))).Long("userId");
}
