using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>64 at once, at three services on one database.</summary>
public sealed class callers_who_race(QiscusHost<callers_who_race> host) : IClassFixture<QiscusHost<callers_who_race>>
{
    [Fact]
    public async Task for_a_pair_get_one_room_in_whichever_order_they_name_it()
    {
        var (one, other) = (host.New("one"), host.New("other"));
        var answers = await Race(64, (chat, i) => chat.Post(
            host.Acme, "get_or_create_room_with_target", $$"""{"user_ids":["{{(i % 2 == 0 ? one : other)}}","{{(i % 2 == 0 ? other : one)}}"]}"""));
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        (await host.Get($"get_user_rooms?user_id={one}")).Rooms().ShouldBe([answers[0].Room()]);
        (await host.Participants(answers[0].Room())).Order().ShouldBe([one, other]);
    }

    [Fact]
    public async Task for_a_channel_get_one_room_and_one_of_them_created_it()
    {
        var id = host.New("channel");
        var answers = await Race(64, (chat, i) => i % 2 == 0
            ? chat.Get(host.Acme, $"get_or_create_channel?unique_id={id}&participants[]=ann&participants[]=ben")
            : chat.Post(host.Acme, "get_or_create_channel", $$"""{"unique_id":"{{id}}","participants":["ben","ann"]}"""));
        answers.Select(answer => answer.Room()).Distinct().Count().ShouldBe(1);
        answers.Count(answer => answer.Changed()).ShouldBe(1);
        (await host.Participants(answers[0].Room())).Order().ShouldBe(["ann", "ben"]);
    }

    [Fact]
    public async Task to_join_a_channel_change_it_once_for_each_who_joins()
    {
        var id = host.New("channel");
        var joiners = Enumerable.Range(0, 16).Select(_ => host.New("joiner")).ToArray();
        var answers = await Race(64, (chat, i) => chat.Get(host.Acme, $"get_or_create_channel?unique_id={id}&participants[]={joiners[i % 16]}"));
        answers.Select(answer => answer.Room()).Distinct().Count().ShouldBe(1);
        answers.Count(answer => answer.Changed()).ShouldBe(16);
        (await host.Participants(answers[0].Room())).Order().ShouldBe(joiners.Order());
    }

    [Fact]
    public async Task to_log_in_are_one_user()
    {
        var user = host.New("racer");
        var answers = await Race(64, (chat, _) => chat.Post(host.Acme, "login_or_register", $$"""{"user_id":"{{user}}","username":"Racer"}"""));
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        (await host.Get("get_user_list?limit=100")).Results("users").Count(u => u.GetProperty("email").GetString() == user).ShouldBe(1);
    }

    private async Task<Answer[]> Race(int count, Func<ChatEsHost, int, Task<Answer>> request)
    {
        await using var second = await host.Chat.StartAnother();
        await using var third = await host.Chat.StartAnother();
        ChatEsHost[] services = [host.Chat, second, third];
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => request(services[i % 3], i)));
    }
}
