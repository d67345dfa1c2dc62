using ChatEs.Api.Tests.Webhooks;
using ChatEs.Testing;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class webhooks_of_an_app(WebhookWorld<webhooks_of_an_app> world) : IClassFixture<WebhookWorld<webhooks_of_an_app>>
{
    [Fact]
    public async Task tell_of_comments_with_who_and_where_and_are_logged()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var (id, secret) = await tenant.Register(receiver.Url, "qiscus");
        var room = await tenant.Room();
        await tenant.Post(room, "by a client");
        await world.Chat.Post(tenant.Server, "post_comment", $$"""{"user_id":"ben","payload":{"type":"x","content":{"a":1} },"room_id":"{{room}}","message":"by the app","type":"custom"}""");
        await tenant.Settled(id);
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 422;
            return http.Response.WriteAsync("""{"not":"understood"}""");
        };
        await tenant.Post(room, "refused");
        await tenant.Settled(id);

        receiver.All.Select(r => r.Type).ShouldBe(["post_comment_mobile", "post_comment_rest", "post_comment_mobile"]);
        receiver.All.ShouldAllBe(r => r.IsSignedBy(secret));
        Golden.ShouldMatch(
            $$$"""
            {"type":"post_comment_rest","payload":{"from":{"id":{{{tenant.Ben.UserNumber}}},"email":"ben","name":"ben"},
             "room":{"id":{{{room}}},"topic_id":{{{room}}},"type":"group","name":"Lounge","participants":[
              {"id":{{{tenant.Ann.UserNumber}}},"email":"ann","username":"ann","avatar_url":""},{"id":{{{tenant.Ben.UserNumber}}},"email":"ben","username":"ben","avatar_url":""}]},
             "message":{"type":"custom","text":"by the app","payload":{"type":"x","content":{"a":1} } } } }
            """,
            receiver.All[1].Body);
        var logs = (await world.Chat.Get(tenant.Server, "webhook_logs?limit=1")).Results("webhook_logs");
        Golden.ShouldMatch(
            $$"""
            {"attempted_at":"<text>","endpoint":"{{receiver.Url}}","error_message":"The receiver answered 422.","id":"<number>","is_success":false,
             "request_body":"<text>","response_body":"{\"not\":\"understood\"}","response_code":422}
            """,
            System.Text.Encoding.UTF8.GetBytes(logs.Single().GetRawText()));
        logs[0].GetProperty("request_body").GetString().ShouldBe(receiver.All[2].Text);
        (await Codes("webhook_logs")).ShouldBe([422, 200, 200]);
        (await Codes("webhook_logs?type=rest")).Count.ShouldBe(1);
        (await Codes("webhook_logs?type=mobile&page=2&limit=1")).Count.ShouldBe(1);
        (await Codes("webhook_logs?page=9")).ShouldBeEmpty();
        (await world.Chat.Get(tenant.Server, "webhook_logs?type=x", 400)).ErrorShouldBe(400, null, "type: ");

        async Task<List<int>> Codes(string call) =>
            [.. (await world.Chat.Get(tenant.Server, call)).Results("webhook_logs").Select(l => l.GetProperty("response_code").GetInt32())];
    }
}
