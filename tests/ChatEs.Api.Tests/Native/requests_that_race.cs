using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class requests_that_race(HostOf<requests_that_race> host) : IClassFixture<HostOf<requests_that_race>>
{
    [Fact]
    public async Task sixty_four_create_one_room_with_a_key()
    {
        var key = host.New("race");
        var answers = await Race(64, (chat, _) => chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""{"key":"{{key}}"}""");
            x.AnyStatus();
        }));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 409 && answer.String("code") == "room_exists").ShouldBe(63);
    }

    [Fact]
    public async Task sixty_four_create_one_single_room_for_a_pair()
    {
        var (one, other) = (host.New("one"), host.New("other"));
        var answers = await Race(64, (chat, i) => chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Server.For(i % 2 == 0 ? one : other))
                .Json($$"""{"kind":"single","participants":["{{(i % 2 == 0 ? other : one)}}"]}""");
            x.AnyStatus();
        }));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(63);
        answers.Select(answer => answer.Long("room")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task sixty_four_get_one_channel_with_a_key()
    {
        var key = host.New("channel");
        var answers = await Race(64, (chat, i) => chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(i % 2 == 0 ? host.Ann : host.Ben).Json($$"""{"kind":"channel","visibility":"public","key":"{{key}}"}""");
            x.AnyStatus();
        }));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(63);
        answers.Select(answer => answer.Long("room")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task sixty_four_want_the_key_that_a_room_gives_up_and_one_gets_it()
    {
        var key = host.New("given-up");
        var rooms = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json(i == 0 ? $$"""{"key":"{{key}}"}""" : "{}");
            x.StatusShouldBe(201);
        })));
        await host.Scenario(x => x.Patch($"/v1/rooms/{rooms[0].Long("room")}").As(host.Ann).Json($$"""{"key":"{{host.New("fresh")}}"}"""));
        var answers = await Race(63, (chat, i) => chat.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{rooms[i + 1].Long("room")}").As(host.Ann).Json($$"""{"key":"{{key}}"}""");
            x.AnyStatus();
        }));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 409 && answer.String("code") == "room_exists").ShouldBe(62);
        (await host.Scenario(x => x.Get($"/v1/rooms?key={key}").As(host.Ann))).Long("room")
            .ShouldBe(answers.Single(answer => answer.Status == 200).Long("room"));
    }

    [Fact]
    public async Task sixty_four_register_one_user()
    {
        var user = host.New("racer");
        var answers = await Race(64, (chat, _) => chat.Scenario(x =>
        {
            x.Post("/v1/users").As(host.Server).Json($$"""{"id":"{{user}}"}""");
            x.AnyStatus();
        }));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task two_services_post_to_one_room_and_nothing_is_lost()
    {
        var room = await host.Room("public");
        var answers = await Race(600, (chat, i) => chat.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(i % 3 == 0 ? host.Ann : host.Ben).Json($$"""{"text":"message {{i}}"}""");
            x.StatusShouldBe(201);
        }));
        answers.Select(answer => answer.Long("number")).Order().ShouldBe(Enumerable.Range(1, 600).Select(n => (long)n));

        var page = (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages?limit=1000").As(host.Cid))).Json.GetProperty("messages");
        page.EnumerateArray().Select(m => m.GetProperty("text").GetString()!).Order()
            .ShouldBe(Enumerable.Range(0, 600).Select(i => $"message {i}").Order());
        (await host.Unread(room, host.Ann)).ShouldBe(400);
        (await host.Unread(room, host.Ben)).ShouldBe(200);
    }

    /// <summary>In turn at three services on the same database.</summary>
    private async Task<Answer[]> Race(int count, Func<ChatEsHost, int, Task<Answer>> request)
    {
        await using var second = await host.Chat.StartAnother();
        await using var third = await host.Chat.StartAnother();
        ChatEsHost[] services = [host.Chat, second, third];
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => request(services[i / 2 % 3], i)));
    }
}
