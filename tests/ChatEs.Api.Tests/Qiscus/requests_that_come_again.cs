using System.Text;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class requests_that_come_again(QiscusHost<requests_that_come_again> host) : IClassFixture<QiscusHost<requests_that_come_again>>
{
    [Fact]
    public async Task a_room_is_created_once()
    {
        const string Body = """{"room_name":"Once","participants":["ann"],"creator":"ann"}""";
        var key = host.New("key");
        var first = await Send("create_room", key, Body);
        await host.Post("update_room", $$"""{"room_id":"{{first.Room()}}","room_name":"Renamed"}""");
        (await Send("create_room", key, Body)).Text.ShouldBe(first.Text);
        (await Send("create_room", host.New("key"), Body)).Room().ShouldNotBe(first.Room());
        (await Send("create_room", key, Body.Replace("Once", "Twice", StringComparison.Ordinal), 400)).ErrorShouldBe(400, null);
    }

    [Fact]
    public async Task a_comment_is_posted_once_and_another_boundary_is_no_other_request()
    {
        var (key, room) = (host.New("key"), await host.Group("x", "ann"));
        var first = await Send("post_comment", key, Parts("one"), type: "multipart/form-data; boundary=one");
        (await Send("post_comment", key, Parts("another"), type: "multipart/form-data; boundary=another")).Text.ShouldBe(first.Text);
        (await host.Get($"load_comments?room_id={room}")).Results("comments").Count.ShouldBe(1);
        (await Send("post_comment", key, $$"""{"user_id":"ann","room_id":"{{room}}","message":"another"}""", 400)).ErrorShouldBe(400, null);

        string Parts(string boundary) => string.Concat(
            new[] { ("user_id", "ann"), ("room_id", room), ("message", "once") }
                .Select(part => $"--{boundary}\r\nContent-Disposition: form-data; name=\"{part.Item1}\"\r\n\r\n{part.Item2}\r\n")) + $"--{boundary}--\r\n";
    }

    [Fact]
    public async Task what_changed_then_is_told_again()
    {
        var (key, other, channel) = (host.New("key"), host.New("key"), host.New("channel"));
        var body = $$"""{"unique_id":"{{channel}}","participants":["ann"]}""";
        var first = await Send("get_or_create_channel", key, body);
        first.Changed().ShouldBeTrue();
        (await Send("get_or_create_channel", key, body)).Text.ShouldBe(first.Text);
        (await Send("get_or_create_channel", other, body)).Changed().ShouldBeFalse();

        var add = $$"""{"room_id":"{{first.Room()}}","user_ids":["ben"]}""";
        var added = await Send("add_room_participants", key, add);
        (await Send("add_room_participants", key, add)).Text.ShouldBe(added.Text);
        (await Send("add_room_participants", other, add)).Results("participants_added").ShouldBeEmpty();
        var removed = await Send("remove_room_participants", key, add);
        (await Send("remove_room_participants", key, add)).Text.ShouldBe(removed.Text);
        var update = $$"""{"room_id":"{{first.Room()}}","room_name":"x"}""";
        (await Send("update_room", key, update)).Changed().ShouldBeTrue();
        (await Send("update_room", key, update)).Changed().ShouldBeTrue();
    }

    [Fact]
    public async Task a_pair_an_event_and_a_login_too()
    {
        var (key, room, user) = (host.New("key"), await host.Group("x", "ann"), host.New("again"));
        await Twice("get_or_create_room_with_target", $$"""{"user_ids":["{{user}}","ann"],"room_options":"{\"a\":1}"}""");
        await Twice("post_system_event_message", $$"""{"system_event_type":"custom","room_id":"{{room}}","message":"x"}""");
        (await host.Get($"load_comments?room_id={room}")).Results("comments").Count.ShouldBe(1);
        await Twice("login_or_register", $$"""{"user_id":"{{user}}-new","username":"First","password":"a password"}""");
        await Twice("login_or_register", $$"""{"user_id":"{{user}}","username":"Known"}""", host.New("key"));
        await Twice("reactivate_users", $$"""{"user_ids":["{{user}}","ann"]}""");
        (await Send("login_or_register", key, $$"""{"user_id":"{{user}}-new","username":"Second"}""", 400)).ErrorShouldBe(400, null);

        async Task Twice(string call, string body, string? otherKey = null)
        {
            var first = await Send(call, otherKey ?? key, body);
            (await Send(call, otherKey ?? key, body)).Text.ShouldBe(first.Text);
        }
    }

    [Fact]
    public async Task a_key_is_one_of_visible_characters()
    {
        (await Send("create_room", "two words", """{"room_name":"x","participants":[],"creator":"a"}""", 400)).ErrorShouldBe(400, null, "Idempotency-Key: ");
        (await Send("create_room", new string('k', 256), """{"room_name":"x","participants":[],"creator":"a"}""", 400)).ErrorShouldBe(400, null, "Idempotency-Key: ");
    }

    private Task<Answer> Send(string call, string key, string body, int status = 200, string type = "application/json") => host.Chat.Scenario(x =>
    {
        x.Call(HttpMethod.Post, call).App(host.Acme).Header("Idempotency-Key", key).Body(Encoding.UTF8.GetBytes(body), type);
        x.StatusShouldBe(status);
    });
}
