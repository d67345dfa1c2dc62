using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>Nothing of one app is seen or touched by another, which gets the same words as for what is nowhere.</summary>
public sealed class other_apps(QiscusHost<other_apps> host) : IClassFixture<QiscusHost<other_apps>>
{
    [Fact]
    public async Task see_and_change_nothing()
    {
        var rival = await host.Chat.Tenant("rival");
        var channel = host.New("channel");
        var room = (await host.Post("get_or_create_channel", $$"""{"unique_id":"{{channel}}","participants":["ann","ben"]}""")).Room();
        var comment = await host.Comment(room, "ann", "ours");
        await host.Post("login_or_register", """{"user_id":"ann","username":"Ann","password":"our password"}""");

        foreach (var id in new[] { room, channel })
        {
            await Same(HttpMethod.Get, $"get_room_participants?room_id={id}", null, 404);
            await Same(HttpMethod.Get, $"load_comments?room_id={id}", null, 404);
            await Same(HttpMethod.Get, $"load_comments_with_range?room_id={id}&first_comment_id={comment}&last_comment_id={comment}", null, 404);
            await Same(HttpMethod.Post, "post_comment", $$"""{"user_id":"ann","room_id":"{{id}}","message":"theirs"}""", 404);
            await Same(HttpMethod.Post, "post_system_event_message", $$"""{"system_event_type":"custom","room_id":"{{id}}","message":"theirs"}""", 404);
            await Same(HttpMethod.Post, "update_room", $$"""{"room_id":"{{id}}","room_name":"theirs"}""", 404);
            await Same(HttpMethod.Post, "add_room_participants", $$"""{"room_id":"{{id}}","user_ids":["eve"]}""", 404);
            await Same(HttpMethod.Post, "remove_room_participants", $$"""{"room_id":"{{id}}","user_ids":["ann"]}""", 404);
        }
        (await host.Chat.Get(rival, $"get_rooms_info?room_ids={room}&room_channel_ids={channel}")).Rooms().ShouldBeEmpty();
        (await host.Chat.Get(rival, "get_user_rooms?user_id=ann")).Rooms().ShouldBeEmpty();
        (await host.Chat.Get(rival, $"get_unread_count?user_id=ben&room_ids={room}")).Results("unread_counts").ShouldBeEmpty();
        (await host.Chat.Get(rival, "get_user_unread_count?user_ids=ben")).Results("user_unread_count").ShouldBeEmpty();
        (await host.Chat.Get(rival, "get_unread_users")).Results("user_ids").ShouldBeEmpty();
        (await host.Chat.Get(rival, "get_user_list")).Results("users").ShouldBeEmpty();
        foreach (var call in new[] { "user_profile", "get_user_token" })
            await host.Chat.Get(rival, $"{call}?user_id=ann", 404);
        await host.Chat.Post(rival, "reset_user_token", """{"user_id":"ann"}""", 404);
        await host.Chat.Post(rival, "reactivate_users", """{"user_ids":["ann"]}""", 400);

        // The same names are theirs to use.
        var theirs = await host.Chat.Post(rival, "get_or_create_channel", $$"""{"unique_id":"{{channel}}","participants":["ann"]}""");
        theirs.Room().ShouldNotBe(room);
        await host.Chat.Post(rival, "login_or_register", """{"user_id":"ann","username":"Another Ann","password":"their password"}""");
        (await host.Get("user_profile?user_id=ann")).Text.ShouldContain("\"username\":\"Ann\"");
        (await host.Participants(room)).ShouldBe(["ann", "ben"]);

        async Task Same(HttpMethod method, string call, string? json, int status)
        {
            var foreign = await Ask(call, json);
            foreign.ErrorShouldBe(status, null);
            var nowhere = await Ask(Elsewhere(call), json is null ? null : Elsewhere(json));
            Elsewhere(foreign.Text).ShouldBe(nowhere.Text);

            Task<Answer> Ask(string path, string? body) => host.Chat.Scenario(x =>
            {
                x.Call(method, path).App(rival);
                if (body is not null)
                    x.Json(body);
                x.StatusShouldBe(status);
            });
        }

        string Elsewhere(string text) => text.Replace($"room_id={room}", "room_id=66999999", StringComparison.Ordinal)
            .Replace($"\"room_id\":\"{room}\"", "\"room_id\":\"66999999\"", StringComparison.Ordinal)
            .Replace($"room '{room}'", "room '66999999'", StringComparison.Ordinal)
            .Replace($"room {room}.", "room 66999999.", StringComparison.Ordinal)
            .Replace(channel, "channel-nowhere", StringComparison.Ordinal);
    }
}
