using System.Text;
using ChatEs.Testing;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class wrong_input(QiscusHost<wrong_input> host) : IClassFixture<QiscusHost<wrong_input>>
{
    public static readonly TheoryData<string> Posts =
    [
        "create_room", "update_room", "get_or_create_room_with_target", "add_room_participants", "remove_room_participants",
        "get_or_create_channel", "login_or_register", "reset_user_token", "reactivate_users", "post_comment", "post_system_event_message",
    ];

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task of_every_call_is_answered_in_the_dialects_own_words(string call)
    {
        await Refused(call, "application/json", "{", 400);
        await Refused(call, "application/json", "[]", 400);
        await Refused(call, "application/json", "null", 400);
        await Refused(call, "application/json", "\"text\"", 400);
        await Refused(call, "application/json", "{\"user_id\":\"\\ud800\"}", 400);
        await Refused(call, "application/json", "{\"\\udc00\":1}", 400);
        await Refused(call, "application/json", "{\"x\":" + new string('[', 20) + new string(']', 20) + "}", 400);
        await Refused(call, "application/json", "{\"user_id\":\"\\u0000\",\"user_ids\":[\"\\u0000\"],\"unique_id\":\"\\u0000\",\"room_id\":\"\\u0000\",\"creator\":\"\\u0000\"}", 400);
        await Refused(call, "application/x-www-form-urlencoded", "user_id=%00&user_ids=%00&unique_id=%00&room_id=%00&creator=%00", 400);
        await Refused(call, "multipart/form-data", "user_id=1", 400);
        await Refused(call, "multipart/form-data; boundary=b", "no parts", 400);
        await Refused(call, "text/xml", "<a/>", 415);
        await Refused(call, "application/octet-stream", "user_id=1", 415);
        await Refused(call, "not a type", "user_id=1", 415);
        await Refused(call, "application/json", $$"""{"user_id":"{{new string('x', 1 << 20)}}"}""", 413);
        await Refused(call, "application/json", "{\"x\":[" + string.Join(',', Enumerable.Repeat("1", 10_001)) + "]}", 400);
        await Refused(call, "application/json", "", 400);
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task bytes_that_are_no_text_are_refused(string call)
    {
        byte[] bytes = [.. "user_id="u8, 0xED, 0xA0, 0x80, 0xFF];
        foreach (var (type, body) in new[] { ("application/x-www-form-urlencoded", bytes), ("application/json", [.. "{\"user_id\":\""u8, 0xFF, .. "\"}"u8]) })
        {
            (await host.Chat.Scenario(x =>
            {
                x.Call(HttpMethod.Post, call).App(host.Acme).Body(body, type);
                x.StatusShouldBe(400);
            })).ErrorShouldBe(400, null);
        }
    }

    [Theory]
    [InlineData("create_room", """{"room_name":["a"],"participants":"ann","creator":{"a":1}}""", "room_name: May be given once.", "creator: Must be a text.")]
    [InlineData("create_room", "{}", "room_name: Is missing.", "participants: Is missing.", "creator: Is missing.")]
    [InlineData("create_room", """{"room_name":"a","participants":[{}],"creator":"a"}""", "participants: ")]
    [InlineData("create_room", """{"room_name":"a","participants":[["b"]],"creator":"a"}""", "participants: ")]
    [InlineData("create_room", """{"room_name":"a","room_name":"b","participants":[],"creator":"a"}""", "room_name: May be given once.")]
    [InlineData("create_room", """{"room_name":"a","participants":null,"creator":"a"}""", "participants: Is missing.")]
    [InlineData("create_room", """{"room_name":"a","participants":["a\nb"],"creator":"a"}""", "participants: ")]
    [InlineData("create_room", """{"room_name":"a","participants":["erased-7"],"creator":"a"}""", "participants: ")]
    [InlineData("create_room", """{"room_name":"a","participants":[],"creator":"a","room_avatar_url":"javascript:alert(1)"}""", "room_avatar_url: ")]
    [InlineData("create_room", """{"room_name":"a","participants":[],"creator":"a","room_options":["{}"]}""", "room_options: ")]
    [InlineData("update_room", """{"room_name":"a"}""", "room_id: Is missing.")]
    [InlineData("get_or_create_channel", """{"participants":["a"]}""", "unique_id: Is missing.")]
    [InlineData("get_or_create_channel", """{"unique_id":"a\tb","participants":["a"]}""", "unique_id: ")]
    [InlineData("get_or_create_channel", """{"unique_id":"a"}""", "participants: Is missing.")]
    [InlineData("add_room_participants", """{"room_id":"1","user_ids":[]}""", "user_ids: ")]
    [InlineData("post_comment", """{"user_id":"a","room_id":"1"}""", "message: Is missing.")]
    public async Task names_what_is_wrong(string call, string body, params string[] wrong) =>
        (await host.Post(call, body, 400)).ErrorShouldBe(400, null, wrong);

    [Fact]
    public async Task too_many_and_too_long_are_refused_before_anybody_is_registered()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"many-{i}\""));
        (await host.Post("create_room", $$"""{"room_name":"a","participants":[{{ids}}],"creator":"a"}""", 400)).ErrorShouldBe(400, null, "participants: ");
        (await host.Get("user_profile?user_id=many-0", 404)).ErrorShouldBe(404, null);
        (await host.Post("create_room", $$"""{"room_name":"{{new string('n', 1001)}}","participants":[],"creator":"a"}""", 400)).ErrorShouldBe(400, null, "room_name: ");
        (await host.Post("create_room", $$"""{"room_name":"a","participants":["{{new string('i', 256)}}"],"creator":"a"}""", 400)).ErrorShouldBe(400, null, "participants: ");
        (await host.Get("get_rooms_info?room_ids=" + string.Join(',', Enumerable.Range(1, 1001)), 400)).ErrorShouldBe(400, null, "room_ids: ");
    }

    [Theory]
    [InlineData("GET", "create_room", 405)]
    [InlineData("PUT", "update_room", 405)]
    [InlineData("DELETE", "get_rooms_info", 405)]
    [InlineData("POST", "get_user_rooms", 405)]
    [InlineData("DELETE", "get_or_create_channel", 405)]
    [InlineData("POST", "deactivate_users", 405)]
    [InlineData("GET", "no_such_call", 404)]
    [InlineData("POST", "create_room/more", 404)]
    public async Task wrong_methods_and_paths_are_refused_in_the_dialects_own_words(string method, string call, int status) =>
        (await host.Chat.Scenario(x =>
        {
            x.Call(new HttpMethod(method), call).App(host.Acme);
            x.StatusShouldBe(status);
        })).ErrorShouldBe(status, null);

    [Fact]
    public async Task unknown_parameters_are_passed_over()
    {
        await host.Post("create_room", """{"room_name":"a","participants":[],"creator":"a","is_public":true,"nested":{"a":[{}]}}""");
        await host.Get("get_rooms_info?show_removed=true&show_empty=whatever&x[a]=1&%00=%00");
    }

    private async Task Refused(string call, string type, string body, int status) => (await host.Chat.Scenario(x =>
    {
        x.Call(HttpMethod.Post, call).App(host.Acme).Body(Encoding.UTF8.GetBytes(body), type);
        x.StatusShouldBe(status);
    })).ErrorShouldBe(status, null);
}
