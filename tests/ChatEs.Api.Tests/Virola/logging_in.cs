using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class logging_in(ActingHost<logging_in> host) : IClassFixture<ActingHost<logging_in>>
{
    [Fact]
    public async Task a_name_and_password_begin_a_session_in_a_cookie_that_scripts_cannot_read()
    {
        await host.Chat.SetPassword(host.Ann);
        var answer = await host.Scenario(x => x.Post("/api/v1/login").Json($$"""{"userName":"ann","password":"{{Virola.Password}}"}"""));
        Golden.ShouldMatch(
            $$"""{"httpStatusCode":200,"userId":{{host.Ann.UserNumber}},"userSessionId":"<session>"}""", answer.Bytes, ("session", "[0-9a-f]{64}"));
        var session = answer.String("userSessionId")!;
        answer.Header("Set-Cookie").ShouldBe($"VirolaUserSessionId={session}; max-age=2592000; path=/; samesite=lax; httponly");

        var status = await host.Scenario(x => x.Get("/api/v1/status").With(session));
        status.Text.ShouldBe($$"""{"httpStatusCode":200,"userId":{{host.Ann.UserNumber}},"userSessionId":"{{session}}"}""");
        var rooms = await host.Scenario(x => x.Get("/api/v1/rooms").With(session));
        rooms.Long("httpStatusCode").ShouldBe(200);
    }

    [Fact]
    public async Task over_https_the_cookie_is_secure()
    {
        await host.Chat.SetPassword(host.Ann);
        var answer = await host.Scenario(x => x.To(HttpMethod.Post, new Uri("https://chat.example/api/v1/login"))
            .Json($$"""{"userName":"ann","password":"{{Virola.Password}}"}"""));
        answer.Header("Set-Cookie")!.Split("; ").ShouldContain("secure");
    }

    [Theory]
    [InlineData("""{"userName":"ben","password":"wrong password"}""")]
    [InlineData("""{"userName":"nobody","password":"correct horse battery"}""")]
    [InlineData("""{"userName":"","password":"correct horse battery"}""")]
    [InlineData("""{"userName":"ben"}""")]
    [InlineData("""{"userName":"ben","password":null}""")]
    [InlineData("{}")]
    public async Task anything_else_is_one_refusal_to_the_letter(string body)
    {
        var answer = await host.Scenario(x =>
        {
            x.Post("/api/v1/login").Json(body);
            x.StatusShouldBe(401);
            x.BodyShouldBe("""{"errorText":"The username or password is invalid.","httpStatusCode":401}""");
        });
        answer.Header("Set-Cookie").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("userName=ben")]
    [InlineData("{\"userName\":1,\"password\":\"x\"}")]
    [InlineData("{\"userName\":\"\\ud800\",\"password\":\"x\"}")]
    public async Task a_body_that_is_no_login(string body) => await host.Scenario(x =>
    {
        x.Post("/api/v1/login").Json(body);
        x.ErrorShouldBe(400);
    });

    [Fact]
    public async Task too_many_wrong_passwords_have_to_wait()
    {
        var user = await host.Chat.User("acme", host.New("guessed"));
        await host.Chat.SetPassword(user);
        var answers = new List<Answer>();
        for (var i = 0; i < 8; i++)
        {
            answers.Add(await host.Scenario(x =>
            {
                x.Post("/api/v1/login").Json($$"""{"userName":"{{user.UserId}}","password":"guess number {{i}}"}""");
                x.AnyStatus();
            }));
        }
        answers[0].Status.ShouldBe(401);
        answers[^1].Status.ShouldBe(429);
        int.Parse(answers[^1].Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        Golden.ShouldMatch("""{"errorText":"<text>","httpStatusCode":429}""", answers[^1].Bytes);
    }

    [Fact]
    public async Task logging_out_ends_the_session_on_the_server_and_in_the_browser()
    {
        await host.Chat.SetPassword(host.Ann);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get })
        {
            var session = await host.Chat.Login("ann");
            await using var other = await host.Chat.StartAnother();
            await other.Scenario(x => x.Get("/api/v1/status").With(session));
            await host.Scenario(x =>
            {
                x.To(method, "/api/v1/logout").With(session);
                x.DoneShouldBe();
                x.HeaderShouldBe("Set-Cookie", "VirolaUserSessionId=; max-age=0; path=/; samesite=lax; httponly");
            });
            await host.Scenario(x =>
            {
                x.Get("/api/v1/status").With(session);
                x.ErrorShouldBe(401, Virola.WrongBearer);
            });
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            await other.Scenario(x =>
            {
                x.Get("/api/v1/status").With(session);
                x.ErrorShouldBe(401, Virola.WrongBearer);
            });
        }
    }

    [Fact]
    public async Task logging_out_without_a_session_still_has_the_browser_forget()
    {
        await host.Scenario(x =>
        {
            x.Post("/api/v1/logout").With("gone");
            x.ErrorShouldBe(401, Virola.WrongBearer);
            x.HeaderShouldBe("Set-Cookie", "VirolaUserSessionId=; max-age=0; path=/; samesite=lax; httponly");
        });
        await host.Scenario(x =>
        {
            x.Post("/api/v1/logout");
            x.ErrorShouldBe(401, "The Authorization HTTP-header or VirolaUserSessionId cookie expected");
        });
    }

    [Fact]
    public async Task a_token_opens_the_same_calls_and_outlives_logging_out()
    {
        await host.Scenario(x =>
        {
            x.Get("/api/v1/status").As(host.Ben);
            x.BodyShouldBe($$"""{"httpStatusCode":200,"userId":{{host.Ben.UserNumber}},"userSessionId":""}""");
        });
        await host.Scenario(x =>
        {
            x.Get("/api/v1/logout").As(host.Ben);
            x.DoneShouldBe();
        });
        await host.Scenario(x => x.Get("/api/v1/status").As(host.Ben));
    }

    [Fact]
    public async Task a_new_password_ends_the_sessions_that_began_before_it()
    {
        var user = await host.Chat.User("acme", host.New("changed"));
        await host.Chat.SetPassword(user);
        var session = await host.Chat.Login(user.UserId!);
        await host.Chat.SetPassword(user, "another password");
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await host.Scenario(x =>
        {
            x.Get("/api/v1/status").With(session);
            x.ErrorShouldBe(401, Virola.WrongBearer);
        });
        (await host.Chat.Login(user.UserId!, "another password")).Length.ShouldBe(64);
    }

    [Fact]
    public async Task who_is_suspended_neither_gets_in_nor_does_anything_and_is_not_logged_out()
    {
        var user = await host.Chat.User("acme", host.New("bad"));
        await host.Chat.SetPassword(user);
        var session = await host.Chat.Login(user.UserId!);
        await host.Do(new SuspendUser(ActingHost<logging_in>.Number(user), Actor.Server));
        await host.Chat.Service<Suspended>().Refresh(default);
        await host.Scenario(x =>
        {
            x.Post("/api/v1/login").Json($$"""{"userName":"{{user.UserId}}","password":"{{Virola.Password}}"}""");
            x.ErrorShouldBe(403);
        });
        foreach (var path in new[] { "status", "rooms", "users", "server-health" })
        {
            await host.Scenario(x =>
            {
                x.Get($"/api/v1/{path}").With(session);
                x.ErrorShouldBe(403);
            });
        }
    }
}
