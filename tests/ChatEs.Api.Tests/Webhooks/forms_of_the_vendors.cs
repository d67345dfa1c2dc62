using System.Text.Json;
using ChatEs.Api.Tests.MeetingLawyers;
using ChatEs.Application.Tenancy;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

public sealed class forms_of_the_vendors(WebhookWorld<forms_of_the_vendors> world) : IClassFixture<WebhookWorld<forms_of_the_vendors>>
{
    [Fact]
    public async Task MeetingLawyers_is_told_of_created_and_updated_messages_as_its_own_call_shows_them()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var (id, secret) = await tenant.Register(receiver.Url, "meetinglawyers");
        var room = await Single(tenant);
        await tenant.Post(room, "one");
        await tenant.Post(room, "two");
        await tenant.Post(room, "mine", tenant.Ben);
        await tenant.Settled(id);
        await Seen(tenant, room, """{"message":2}""");
        await Seen(tenant, room, """{"upTo":3}""");
        await tenant.Settled(id);

        receiver.Taken.Select(Told).ShouldBe(
        [
            ("message_created", "one"), ("message_created", "two"), ("message_created", "mine"),
            // Of the second act only what it was news of, and never what he wrote himself.
            ("message_updated", "two"), ("message_updated", "one"),
        ]);
        receiver.Taken.ShouldAllBe(r => r.Headers["Secret-Key"] == secret && r.IsSignedBy(secret));
        var ids = receiver.Taken.Select(r => r.Json.GetProperty("event_id").GetInt64()).ToList();
        ids.ShouldBe(ids.Distinct().Order());
        var last = receiver.Taken[^1];
        last.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["event_id", "event_type", "message"]);
        last.Json.GetProperty("message").GetProperty("status").GetString().ShouldBe("read");
        var shown = (await List(tenant, room))[0].GetRawText();
        last.Json.GetProperty("message").GetRawText().ShouldBe(shown);
    }

    [Fact]
    public async Task a_delivery_tells_each_message_that_it_is_news_of()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var (id, _) = await tenant.Register(receiver.Url, "meetinglawyers", "message_updated");
        var room = await Single(tenant);
        for (var i = 1; i <= 5; i++)
            await tenant.Post(room, $"{i}");
        // In the middle of what one act means, the receiver fails.
        var failed = false;
        receiver.Answer = (r, http) =>
        {
            if (!failed && r.Json.GetProperty("message").GetProperty("text").GetString() == "4")
            {
                failed = true;
                http.Response.StatusCode = 500;
            }
            return Task.CompletedTask;
        };
        await Delivered(tenant, room, 2);
        await Delivered(tenant, room, 5);
        // His own among them are no news.
        for (var i = 6; i <= 9; i++)
            await tenant.Post(room, $"{i}", i < 9 ? tenant.Ben : tenant.Ann);
        await Delivered(tenant, room, 9);
        await tenant.Settled(id);

        receiver.Taken.Select(Told).ShouldBe([.. new[] { 1, 2, 3, 4, 5, 9 }.Select(i => ("message_updated", $"{i}"))]);
        receiver.Taken.ShouldAllBe(r => r.Json.GetProperty("message").GetProperty("status").GetString() == "received");
        failed.ShouldBeTrue();
    }

    [Fact]
    public async Task a_form_takes_its_own_types_of_events_alone()
    {
        var tenant = await world.Tenant();
        foreach (var (form, type) in new[] { ("own", "message_created"), ("meetinglawyers", "message_posted"), ("qiscus", "message_created"), ("own", "api_key_issued") })
        {
            await world.Chat.Scenario(x =>
            {
                x.Post("/v1/webhooks").As(tenant.Server).Json(JsonSerializer.Serialize(new { url = "https://example.com/", form, events = new[] { type } }));
                x.ProblemShouldBe(400, "invalid", "events");
            });
        }
        await world.Chat.Scenario(x =>
        {
            x.Post("/v1/webhooks").As(tenant.Server).Json("""{"url":"https://example.com/","form":"other"}""");
            x.ProblemShouldBe(400, "invalid", "form");
        });
    }

    private static (string, string) Told(Received received) =>
        (received.Json.GetProperty("event_type").GetString()!, received.Json.GetProperty("message").GetProperty("text").GetString()!);

    private async Task<long> Single(WebhookTenant tenant) => (await world.Chat.Scenario(x =>
    {
        x.Post("/v1/rooms").As(tenant.Ann).Json("""{"kind":"single","participants":["ben"]}""");
        x.StatusShouldBe(201);
    })).Long("room");

    private Task<Answer> Seen(WebhookTenant tenant, long room, string json) => world.Chat.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(tenant.Ben).Json(json));

    private Task<Answer> Delivered(WebhookTenant tenant, long room, int upTo) =>
        world.Chat.Scenario(x => x.Post($"/v1/rooms/{room}/delivered").As(tenant.Ben).Json($$"""{"upTo":{{upTo}}}"""));

    private async Task<List<JsonElement>> List(WebhookTenant tenant, long room)
    {
        var key = (await world.Chat.Service<Credentials>().Find(tenant.Server.Secret, default))!.KeyId!;
        var token = (await world.Chat.Scenario(x => x.Post("/s2s/v1/users/authenticate").Keys(key, tenant.Server.Secret).Json("""{"user_id":"ann"}"""))).String("access_token");
        return [.. (await world.Chat.Scenario(x => x.Get($"/chat/message?room={room}").Header("Api-Key", key).Header("Authorization", $"Bearer {token}"))).Json.EnumerateArray()];
    }
}
