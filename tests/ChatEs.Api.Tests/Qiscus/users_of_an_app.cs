using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class users_of_an_app(QiscusHost<users_of_an_app> host) : IClassFixture<QiscusHost<users_of_an_app>>
{
    private const int Deactivated = 401300;
    private const int InvalidToken = 401301;

    [Fact]
    public async Task login_or_register_registers_and_then_changes_what_is_given()
    {
        var user = host.New("user") + "@email.com";
        var registered = await host.Post(
            "login_or_register",
            $$"""{"user_id":"{{user}}","username":"Johnny Cage","avatar_url":"https://a.example/image.jpg","extras":{"key":"value","key1":"value1"} }""");
        Golden.ShouldMatch(
            $$"""
            {"results":{"user":{"user_id":"{{user}}","username":"Johnny Cage","avatar_url":"https://a.example/image.jpg","extras":{"key":"value","key1":"value1"} } },"status":200}
            """,
            registered.Bytes);
        (await host.Get($"user_profile?user_id={Uri.EscapeDataString(user)}")).Text.ShouldBe(registered.Text);

        var renamed = await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"Johnny","password":"","avatar_url":"","extras":null}""");
        renamed.Text.ShouldBe(registered.Text.Replace("Johnny Cage", "Johnny", StringComparison.Ordinal));
        (await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"Johnny","extras":"{\"k\": 2}"}""")).Text.ShouldContain("""extras":{"k": 2}""");
    }

    [Fact]
    public async Task who_was_registered_by_being_named_is_changed_too()
    {
        var user = host.New("named");
        await host.Group("x", user);
        Golden.ShouldMatch(
            $$"""{"results":{"user":{"user_id":"{{user}}","username":"{{user}}","avatar_url":"","extras":{} } },"status":200}""",
            (await host.Get($"user_profile?user_id={user}")).Bytes);
        (await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"Known"}""")).Text.ShouldContain("\"username\":\"Known\"");
    }

    [Fact]
    public async Task the_first_password_is_kept_and_later_ones_must_match()
    {
        var user = host.New("secretive");
        await Login(user, null, 200);
        await Login(user, "first password", 200);
        await Login(user, "first password", 200);
        (await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"Thief","password":"another one"}""", 401)).ErrorShouldBe(401, InvalidToken);
        (await host.Get($"user_profile?user_id={user}")).Text.ShouldNotContain("Thief");
        // The app vouches for who comes without one.
        await Login(user, null, 200);
        var born = host.New("born");
        await Login(born, "with a password", 200);
        await Login(born, "with another one", 401);
    }

    [Fact]
    public async Task guessing_is_slowed_down()
    {
        var user = host.New("guessed");
        await Login(user, "the real password", 200);
        Answer? last = null;
        for (var i = 0; i < 20 && last?.Status != 429; i++)
        {
            last = await host.Chat.Scenario(x =>
            {
                x.Call(HttpMethod.Post, "login_or_register").App(host.Acme).Json($$"""{"user_id":"{{user}}","username":"x","password":"guess number {{i}}"}""");
                x.AnyStatus();
            });
        }
        last!.ErrorShouldBe(429, null);
        int.Parse(last!.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("user+tag@email.com")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("🦊")]
    public async Task the_narrower_rule_for_ids_is_login_or_registers_alone(string id)
    {
        (await host.Post("login_or_register", $$"""{"user_id":"{{id}}","username":"x"}""", 400)).ErrorShouldBe(400, null, "user_id: ");
        await host.Group("x", id);
        (await host.Get($"user_profile?user_id={Uri.EscapeDataString(id)}")).Text.ShouldContain(id);
    }

    [Theory]
    [InlineData("Ünï_çode.9-@x")]
    [InlineData("пользователь")]
    public async Task letters_of_every_script_are_letters(string id) => await Login(id, null, 200);

    [Theory]
    [InlineData("""{"username":"x"}""", "user_id: Is missing.")]
    [InlineData("""{"user_id":"x"}""", "username: Is missing.")]
    [InlineData("""{"user_id":"x","username":"x","password":"short"}""", "password: ")]
    [InlineData("""{"user_id":"x","username":"x","extras":"[1]"}""", "extras: ")]
    [InlineData("""{"user_id":"x","username":"x","extras":[1]}""", "extras: ")]
    [InlineData("""{"user_id":"x","username":"x","avatar_url":"ftp://a"}""", "avatar_url: ")]
    public async Task a_wrong_login_registers_nobody(string body, string wrong)
    {
        (await host.Post("login_or_register", body, 400)).ErrorShouldBe(400, null, wrong);
        await host.Get("user_profile?user_id=x", 404);
    }

    [Fact]
    public async Task a_token_is_made_anew_each_time_and_a_reset_ends_them_all()
    {
        var user = host.New("token");
        await Login(user, null, 200);
        var answer = await host.Get($"get_user_token?user_id={user}");
        Golden.ShouldMatch("""{"results":{"token":"<text>"},"status":200}""", answer.Bytes);
        answer.Header("Cache-Control").ShouldBe("no-store");
        var (first, second) = (Token(answer), Token(await host.Get($"get_user_token?user_id={user}")));
        first.ShouldNotBe(second);
        foreach (var token in new[] { first, second })
            await Me(token, 200);

        var reset = Token(await host.Post("reset_user_token", $$"""{"user_id":"{{user}}"}"""));
        await Me(reset, 200);
        foreach (var token in new[] { first, second })
            await Me(token, 401);
        (await host.Get("get_user_token?user_id=nobody", 404)).ErrorShouldBe(404, null);
        (await host.Post("reset_user_token", """{"user_id":"nobody"}""", 404)).ErrorShouldBe(404, null);
    }

    [Fact]
    public async Task a_deactivated_user_does_nothing_until_he_is_reactivated()
    {
        var (user, other) = (host.New("gone"), host.New("stays"));
        var room = await host.Group("x", user, other);
        (await Standing(HttpMethod.Delete, "deactivate_users", $$"""{"user_ids":["{{user}}"]}""")).Text
            .ShouldBe("""{"results":{"message":"1 user deactivated"},"status":200}""");
        var post = $$"""{"user_id":"{{user}}","room_id":"{{room}}","message":"hi"}""";
        (await host.Post("post_comment", post, 401)).ErrorShouldBe(401, Deactivated);
        (await host.Post("create_room", $$"""{"room_name":"x","participants":[],"creator":"{{user}}"}""", 401)).ErrorShouldBe(401, Deactivated);
        (await host.Post("login_or_register", $$"""{"user_id":"{{user}}","username":"x"}""", 401)).ErrorShouldBe(401, Deactivated);
        (await host.Get($"get_user_token?user_id={user}", 401)).ErrorShouldBe(401, Deactivated);
        // The app itself still sees him and his rooms.
        (await host.Get($"get_user_rooms?user_id={user}")).Rooms().ShouldBe([room]);
        await host.Comment(room, other, "still here");

        await Standing(HttpMethod.Post, "reactivate_users", $$"""{"user_ids":["{{user}}","{{other}}"]}""");
        await host.Post("post_comment", post);
    }

    [Fact]
    public async Task an_unknown_user_among_those_to_deactivate_keeps_all_as_they_are()
    {
        var user = host.New("kept");
        var room = await host.Group("x", user);
        (await host.Chat.Scenario(x =>
        {
            x.Call(HttpMethod.Delete, "deactivate_users").App(host.Acme).Json($$"""{"user_ids":["{{user}}","nobody"]}""");
            x.StatusShouldBe(400);
        })).ErrorShouldBe(400, null, "nobody: ");
        await host.Comment(room, user, "hi");
    }

    [Fact]
    public async Task the_list_of_users_has_everybody_newest_first()
    {
        var app = await host.Chat.Tenant(host.New("list"));
        for (var i = 1; i <= 25; i++)
            await host.Chat.Post(app, "login_or_register", $$"""{"user_id":"u{{i}}","username":"User {{i}}"}""");
        await host.Chat.Scenario(x => x.Call(HttpMethod.Delete, "deactivate_users").App(app).Json("""{"user_ids":"u25"}"""));
        var page = await host.Chat.Get(app, "get_user_list");
        Golden.ShouldMatch(
            """
            {"active":false,"avatar_url":"","created_at":"<time>","email":"u25","extras":{},"id":"<number>","name":"User 25","updated_at":"<time>","username":"User 25"}
            """,
            System.Text.Encoding.UTF8.GetBytes(page.Results("users")[0].GetRawText()),
            ("time", @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"));
        page.Text.ShouldStartWith("""{"results":{"meta":{"total_data":25,"total_page":2},"users":[""");
        Emails(page).ShouldBe(Enumerable.Range(6, 20).Reverse().Select(i => $"u{i}"));
        Emails(await host.Chat.Get(app, "get_user_list?page=2&limit=10&order_query=created_at%20asc%20nulls%20last&show_all=true"))
            .ShouldBe(Enumerable.Range(11, 10).Select(i => $"u{i}"));
        Emails(await host.Chat.Get(app, "get_user_list?page=99")).ShouldBeEmpty();
        (await host.Chat.Get(app, "get_user_list?order_query=password", 400)).ErrorShouldBe(400, null, "order_query: ");
    }

    private static IEnumerable<string> Emails(Answer answer) => answer.Results("users").Select(user => user.GetProperty("email").GetString()!);

    private static string Token(Answer answer) => answer.Json.GetProperty("results").GetProperty("token").GetString()!;

    private Task<Answer> Standing(HttpMethod method, string call, string json) =>
        host.Chat.Scenario(x => x.Call(method, call).App(host.Acme).Json(json));

    private Task<Answer> Me(string token, int status) => host.Chat.Scenario(x =>
    {
        x.Get("/v1/me").Header("Authorization", $"Bearer {token}");
        x.StatusShouldBe(status);
    });

    private Task<Answer> Login(string user, string? password, int status) => host.Post(
        "login_or_register",
        password is null ? $$"""{"user_id":"{{user}}","username":"x"}""" : $$"""{"user_id":"{{user}}","username":"x","password":"{{password}}"}""",
        status);
}
