using System.Text.Json.Nodes;
using ChatEs.Application.Replay;
using ChatEs.Application.Webhooks;
using ChatEs.Testing;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

public sealed class delivering_events(WebhookWorld<delivering_events> world) : IClassFixture<WebhookWorld<delivering_events>>
{
    [Fact]
    public async Task what_happens_is_sent_as_the_record_of_a_server_sent_event_and_signed()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var room = await tenant.Room();
        var (id, secret) = await tenant.Register($"{receiver.Url}/chat?of=acme");
        await using var events = await EventSource.Open(world.Chat.Client, "/v1/events", tenant.Server);

        await tenant.Post(room, "Grüße 🎈 <&>");
        await receiver.TakesAtLeast(1);

        var received = receiver.Taken.Single();
        received.Path.ShouldBe("/chat");
        received.Headers["content-type"].ShouldBe("application/json");
        received.IsSignedBy(secret).ShouldBeTrue();
        received.IsSignedBy("whsec_" + Convert.ToBase64String(new byte[32])).ShouldBeFalse();
        var live = await events.Next("message_posted");
        Ids(received).ShouldBe((id, live.Sequence));
        JsonNode.DeepEquals(Comparable(received.Text), Comparable(live.Data)).ShouldBeTrue($"{received.Text}\n{live.Data}");
        await tenant.Settled(id);
        var delivery = (await tenant.Deliveries(id)).Single();
        (delivery.GetProperty("status").GetString(), delivery.GetProperty("attempt").GetInt32(), delivery.GetProperty("answer").GetString()).ShouldBe(("delivered", 1, "ok"));
    }

    [Fact]
    public async Task a_webhook_hears_from_its_registration_on_what_it_asks_for_and_nothing_of_another_tenant()
    {
        var (tenant, other) = (await world.Tenant(), await world.Tenant());
        await using var receiver = await Receiver.Start();
        var (room, theirs) = (await tenant.Room(), await other.Room());
        await tenant.Post(room, "before");
        var (id, _) = await tenant.Register(receiver.Url, "own", "message_posted", "message_edited");

        await other.Post(theirs, "theirs");
        await tenant.Post(room, "after");
        await tenant.Chat.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(tenant.Ben).Json("""{"upTo":2}"""));
        await tenant.Chat.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/2").As(tenant.Ann).Json("""{"text":"edited"}"""));
        await tenant.Settled(id);

        receiver.Taken.Select(r => r.Type).ShouldBe(["message_posted", "message_edited"]);
        // A post that is edited before it is told is told as it is by then.
        receiver.Taken[0].MessageText.ShouldBeOneOf("after", "edited");
        receiver.Taken[1].MessageText.ShouldBe("edited");
    }

    [Fact]
    public async Task each_room_keeps_its_order_while_rooms_go_beside_each_other()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        long[] rooms = [await tenant.Room(), await tenant.Room(), await tenant.Room(), await tenant.Room()];
        var (id, _) = await tenant.Register(receiver.Url, "own", "message_posted");
        var (open, most) = (0, 0);
        receiver.Answer = async (_, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref open));
            await Task.Yield();
            Interlocked.Decrement(ref open);
        };

        await Task.WhenAll(rooms.Select(async room =>
        {
            for (var i = 1; i <= 60; i++)
                await tenant.Post(room, $"{i}");
        }));
        await tenant.Settled(id);

        receiver.All.Count.ShouldBe(240);
        foreach (var room in rooms)
            receiver.Taken.Where(r => r.Room == room).Select(r => r.Json.GetProperty("number").GetInt64()).ShouldBe(Enumerable.Range(1, 60).Select(i => (long)i));
        most.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task a_rotated_secret_signs_beside_the_former_one()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var room = await tenant.Room();
        var (id, first) = await tenant.Register(receiver.Url);

        var second = (await tenant.Call("POST", $"{id}/secret", 200)).String("secret")!;
        await tenant.Post(room, "hello");
        await receiver.TakesAtLeast(1);

        second.ShouldNotBe(first);
        var received = receiver.Taken[0];
        (received.IsSignedBy(first), received.IsSignedBy(second), received.Headers["webhook-signature"].Split(' ').Length).ShouldBe((true, true, 2));
        await using (var command = world.Db.CreateCommand("update vault.webhooks set former_until = now() - interval '1 second'"))
            await command.ExecuteNonQueryAsync();
        await tenant.Post(room, "a day later");
        await receiver.TakesAtLeast(2);
        (receiver.Taken[1].IsSignedBy(first), receiver.Taken[1].IsSignedBy(second)).ShouldBe((false, true));
    }

    [Fact]
    public async Task a_removed_webhook_hears_nothing_any_more_and_leaves_nothing()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        await using var witness = await Receiver.Start();
        var room = await tenant.Room();
        var (id, _) = await tenant.Register(receiver.Url);
        var (stays, _) = await tenant.Register(witness.Url);
        await tenant.Post(room, "heard");
        await tenant.Settled(id);

        await tenant.Call("DELETE", id, 204);
        await tenant.Call("GET", id, 404);
        // Two looks later at the latest nobody works on it.
        await WebhookTenant.Until(
            async () => await tenant.Number("select count(*) from pg_locks where locktype = 'advisory' and objid = (hashtextextended('webhook ' || $1 || ' ' || $2, 0) & 4294967295)::oid", tenant.Server.Tenant, id) == 0,
            "nobody holds it");
        await tenant.Post(room, "not heard");
        await tenant.Settled(stays);

        witness.Taken[^1].MessageText.ShouldBe("not heard");
        receiver.Taken.ShouldAllBe(r => r.MessageText != "not heard");
        (await tenant.Number("select count(*) from vault.webhooks where webhook_id = $1", id)).ShouldBe(0);
    }

    [Fact]
    public async Task an_erased_text_is_not_delivered_later()
    {
        var tenant = await world.Tenant();
        await using var receiver = await Receiver.Start();
        var room = await tenant.Room();
        var (id, _) = await tenant.Register(receiver.Url, "own", "message_posted", "reaction_added", "personal_data_erased");
        receiver.Answer = (received, http) =>
        {
            http.Response.StatusCode = 503;
            return http.Response.WriteAsync(received.Text);
        };
        await tenant.Post(room, "a secret");
        await receiver.Until(r => r.All.Count > 1, "it was tried twice");
        await WebhookTenant.Until(async () => (await tenant.Deliveries(id)).Count > 1, "its attempts are known");

        await tenant.Chat.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/1?erase=true").As(tenant.Server);
            x.AnyStatus();
            x.AnswerShould(answer => answer.Status.ShouldBeInRange(200, 204, answer.Text));
        });
        receiver.Answer = (_, _) => Task.CompletedTask;
        await tenant.Settled(id);

        receiver.Taken.Select(r => r.Type).ShouldBe(["message_posted", "personal_data_erased"], ignoreOrder: true);
        string.Concat(receiver.Taken.Select(r => r.Text)).ShouldNotContain("a secret");
        string.Concat((await tenant.Deliveries(id)).Select(d => d.ToString())).ShouldNotContain("a secret");
        (await Late(tenant, id, DateTimeOffset.UtcNow)).Answer.ShouldBeNull();
        (await Late(tenant, id, DateTimeOffset.UtcNow.AddMinutes(2))).Answer.ShouldBe("late");
    }

    private Task<DeliveryView> Late(WebhookTenant tenant, string id, DateTimeOffset at) => world.Chat.Service<DeliveryLog>().Add(
        tenant.Server.Tenant, id, "http://localhost/", new(1, 1, "message_posted", 1, new(AttemptOutcome.Delivered, at, TimeSpan.Zero, 200, Answer: "late")),
        parked: null, default);

    [Fact]
    public async Task the_read_model_of_webhooks_is_what_the_log_says()
    {
        var tenant = await world.Tenant();
        var (first, _) = await tenant.Register("http://127.0.0.1:9/one");
        var (second, _) = await tenant.Register("http://127.0.0.1:9/two", "qiscus", "post_comment_rest");
        await tenant.Call("POST", $"{first}/pause", 200);
        await tenant.Call("POST", $"{second}/pause", 200);
        await tenant.Call("POST", $"{second}/resume", 200);

        (await world.Chat.Service<Projections>().Verify()).Difference.ShouldBeNull();
    }

    private static (string, long) Ids(Received received)
    {
        var parts = received.Id.Split('_');
        return ($"{parts[1]}_{string.Join('_', parts[2..^2])}", long.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The expiry of signed addresses aside, which may be of another hour.</summary>
    private static JsonNode? Comparable(string json) => JsonNode.Parse(json);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen;)
            seen = Volatile.Read(ref most);
    }
}
