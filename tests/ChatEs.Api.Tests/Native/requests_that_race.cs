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

    /// <summary>Half of them at a second service on the same database.</summary>
    private async Task<Answer[]> Race(int count, Func<ChatEsHost, int, Task<Answer>> request)
    {
        await using var other = await host.Chat.StartAnother();
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => request(i % 4 < 2 ? host.Chat : other, i)));
    }
}
