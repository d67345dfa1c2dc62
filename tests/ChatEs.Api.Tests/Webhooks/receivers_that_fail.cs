using ChatEs.Application.Webhooks;
using ChatEs.Testing;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

public sealed class receivers_that_fail(WebhookWorld<receivers_that_fail> world) : IClassFixture<WebhookWorld<receivers_that_fail>>
{
    [Fact]
    public async Task a_failing_delivery_is_tried_again_with_the_same_id_and_holds_up_its_room_alone()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var (bad, good) = (await tenant.Room(), await tenant.Room());
        await tenant.Settled(id);
        var isBroken = true;
        receiver.Answer = (r, http) => Status(http, r.Room == bad && isBroken ? 503 : 200);

        for (var i = 1; i <= 40; i++)
        {
            await tenant.Post(bad, $"{i}");
            await tenant.Post(good, $"{i}");
        }
        await receiver.Until(r => Numbers(r, good).Count == 40 && Posts(r, bad).Count() > 3, "the good room is through and the bad one was tried again");
        Numbers(receiver, bad).ShouldBeEmpty();
        Posts(receiver, bad).Select(r => r.Id).Distinct().Count().ShouldBe(1);
        var stuck = Posts(receiver, bad).First().Sequence;
        await WebhookTenant.Until(async () => await tenant.Webhook(id) is var w && w.Long("waiting") == 1 && w.Long("checkpoint") == stuck - 1, "the checkpoint waits for the bad room");

        isBroken = false;
        await tenant.Settled(id);

        Numbers(receiver, bad).ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
        Numbers(receiver, good).ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
        var first = (await tenant.Deliveries(id, "?status=failed&limit=1000"))[^1];
        (first.GetProperty("answerStatus").GetInt32(), first.GetProperty("error").GetString()).ShouldBe((503, "The receiver answered 503."));
    }

    [Fact]
    public async Task who_hangs_is_given_up_and_tried_again()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var hangs = true;
        receiver.Answer = (_, http) => hangs ? Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => http.Response.StatusCode = 499, TaskScheduler.Default) : Task.CompletedTask;
        var room = await tenant.Room();
        await receiver.Until(r => r.All.Count >= 1, "it came");
        await WebhookTenant.Until(async () => (await tenant.Deliveries(id, "?status=failed")).Count >= 1, "it is given up");

        hangs = false;
        await tenant.Post(room, "on we go");
        await tenant.Settled(id);

        (await tenant.Deliveries(id, "?status=failed"))[^1].GetProperty("error").GetString().ShouldBe("There was no whole answer within 2 seconds.");
        receiver.Taken.Select(r => r.Sequence).ShouldBe(await tenant.Log($"room-{room}", 0));
    }

    [Fact]
    public async Task who_is_away_and_comes_back_gets_everything_in_order()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var room = await tenant.Room();
        await tenant.Settled(id);
        await receiver.Close();

        for (var i = 1; i <= 50; i++)
            await tenant.Post(room, $"{i}");
        await WebhookTenant.Until(async () => (await tenant.Deliveries(id, "?status=failed")).Count >= 2, "it was tried in vain");
        await receiver.Reopen();
        await tenant.Settled(id);

        Numbers(receiver, room).ShouldBe(Enumerable.Range(1, 50).Select(i => (long)i));
        (await tenant.Deliveries(id, "?status=failed"))[0].GetProperty("error").GetString().ShouldBe("No connection could be made.");
    }

    [Fact]
    public async Task gone_pauses_the_webhook_and_resuming_it_delivers_what_waited()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        receiver.Answer = (_, http) => Status(http, 410);
        var room = await tenant.Room();
        await WebhookTenant.Until(async () => (await tenant.Webhook(id)).Json.TryGetProperty("pauseReason", out var reason) && reason.GetString() == "gone", "it is paused");
        await tenant.Post(room, "while it is paused");
        var tried = receiver.All.Count;

        receiver.Answer = (_, _) => Task.CompletedTask;
        await tenant.Call("POST", $"{id}/resume", 200);
        await tenant.Settled(id);

        tried.ShouldBe(1);
        receiver.Taken.Select(r => r.Sequence).ShouldBe(await tenant.Log($"room-{room}", 0));
    }

    [Fact]
    public async Task what_is_refused_is_parked_with_the_reason_and_sent_again_by_hand()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var room = await tenant.Room();
        await tenant.Settled(id);
        receiver.Answer = async (r, http) =>
        {
            if (r.MessageText != "poison")
                return;
            http.Response.StatusCode = 422;
            await http.Response.WriteAsync("no such\0customer" + new string('x', 100_000));
        };
        await tenant.Post(room, "poison");
        await tenant.Post(room, "next");
        await tenant.Settled(id);

        Numbers(receiver, room).ShouldBe([2L]);
        var parked = (await tenant.Deliveries(id, "?status=parked")).Single();
        (parked.GetProperty("answerStatus").GetInt32(), parked.GetProperty("error").GetString()).ShouldBe((422, "The receiver answered 422."));
        parked.GetProperty("answer").GetString()!.ShouldStartWith("no such\uFFFDcustomer");
        parked.GetProperty("answer").GetString()!.Length.ShouldBe(4096);
        (await tenant.Webhook(id)).Long("parked").ShouldBe(1);
        var number = parked.GetProperty("delivery").GetInt64();
        (await tenant.Call("POST", $"{id}/deliveries/{number}/retry", 200)).String("status").ShouldBe("failed");
        (await tenant.Webhook(id)).Long("parked").ShouldBe(1);

        receiver.Answer = (_, _) => Task.CompletedTask;
        (await tenant.Call("POST", $"{id}/deliveries/{number}/retry", 200)).String("status").ShouldBe("delivered");
        Numbers(receiver, room).ShouldBe([2L, 1L]);
        receiver.All.Where(r => r.MessageText == "poison").Select(r => r.Id).Distinct().Count().ShouldBe(1);
        (await tenant.Webhook(id)).Long("parked").ShouldBe(0);
        (await tenant.Deliveries(id, "?status=resent")).Single().GetProperty("delivery").GetInt64().ShouldBe(number);
        await tenant.Call("POST", $"{id}/deliveries/{number}/retry", 409);
        await tenant.Call("POST", $"{id}/deliveries/{long.MaxValue >> 10}/retry", 404);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(504)]
    public async Task these_are_tried_again(int status)
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var answered = 0;
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.Location = $"{receiver.Url}/elsewhere";
            http.Response.Headers.RetryAfter = "0";
            return Status(http, Interlocked.Increment(ref answered) < 3 ? status : 200);
        };
        await tenant.Room();
        await tenant.Settled(id);

        receiver.All.Count.ShouldBeGreaterThanOrEqualTo(3);
        receiver.All.ShouldAllBe(r => r.Path == "/");
        (await tenant.Deliveries(id, "?status=parked")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_replay_delivers_again_with_the_same_ids_and_never_passes_anything_over()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var room = await tenant.Room();
        for (var i = 0; i < 5; i++)
            await tenant.Post(room, $"{i}");
        await tenant.Settled(id);
        var log = await tenant.Log($"room-{room}", 0);
        var once = receiver.Taken.Select(r => r.Id).ToList();

        await tenant.Call("POST", $"{id}/replay", 202, $$"""{"after":{{log[2]}}}""");
        var again = log.Count - 3;
        await receiver.TakesAtLeast(log.Count + again);
        await tenant.Settled(id);
        await tenant.Call("POST", $"{id}/replay", 202, $$"""{"after":{{(1L << 53) - 1}}}""");
        await tenant.Post(room, "after a replay from beyond the end");
        await tenant.Settled(id);

        receiver.Taken.Select(r => r.Id).Take(log.Count + again).ShouldBe([.. once, .. once.Skip(3)]);
        receiver.Taken.Count.ShouldBe(log.Count + again + 1);
        await tenant.Call("POST", $"{id}/replay", 202, """{"after":0}""");
        await receiver.Until(r => r.Taken.Any(x => x.Type == "user_registered"), "what was before the registration came, too");
    }

    [Fact]
    public async Task a_service_that_ends_goes_on_where_it_was_and_repeats_nothing_that_it_has_told()
    {
        var first = await ChatEsHost.Start("webhooks_a_service_that_ends", new HostSettings(null, WebhookWorld<int>.Settings));
        await using var receiver = await Receiver.Start();
        var tenant = new WebhookTenant(first, world.Db, await first.Tenant("acme"), await first.User("acme", "ann"), await first.User("acme", "ben"));
        var (bad, good) = (await tenant.Room(), await tenant.Room());
        await tenant.Register(receiver.Url, "own", "message_posted");
        receiver.Answer = (r, http) => Status(http, r.Room == bad ? 500 : 200);
        for (var i = 1; i <= 10; i++)
        {
            await tenant.Post(bad, $"{i}");
            await tenant.Post(good, $"{i}");
        }
        await receiver.Until(r => Numbers(r, good).Count == 10, "the good room is through");
        await first.DisposeAsync();

        receiver.Answer = (_, _) => Task.CompletedTask;
        await using var second = await ChatEsHost.On(first.ConnectionString, kestrel: false, new HostSettings(null, WebhookWorld<int>.Settings));
        await receiver.Until(r => Numbers(r, bad).Count == 10, "the bad room is through");
        await (tenant with { Chat = second }).Post(good, "the end");
        await receiver.Until(r => Numbers(r, good).Count == 11, "the end came");

        Numbers(receiver, bad).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        Numbers(receiver, good).ShouldBe(Enumerable.Range(1, 11).Select(i => (long)i));
    }

    [Fact]
    public async Task a_test_tells_what_came_of_it_and_is_not_tried_again()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        (await tenant.Call("POST", $"{id}/test", 200)).String("status").ShouldBe("delivered");
        (receiver.Taken.Single().Type, receiver.Taken.Single().Sequence).ShouldBe(("ping", 0));
        receiver.Answer = (_, http) => Status(http, 404);
        var failed = await tenant.Call("POST", $"{id}/test", 200);
        (failed.String("status"), failed.Long("answerStatus"), receiver.All.Count).ShouldBe(("failed", 404, 2));
        receiver.All.Select(r => r.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task the_log_of_deliveries_is_paged_and_keeps_the_newest()
    {
        var (tenant, receiver, id) = await Start();
        await using var _ = receiver;
        var room = await tenant.Room();
        for (var i = 0; i < 11; i++)
            await tenant.Post(room, $"{i}");
        await tenant.Settled(id);

        List<long> seen = [];
        for (long? before = null; ;)
        {
            var page = (await tenant.Call("GET", $"{id}/deliveries?limit=5{(before is null ? "" : $"&before={before}")}", 200)).Json;
            seen.AddRange(page.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("delivery").GetInt64()));
            if (!page.TryGetProperty("next", out var next))
                break;
            before = next.GetInt64();
        }
        seen.Count.ShouldBe((await tenant.Log($"room-{room}", 0)).Count);
        seen.ShouldBe(seen.OrderDescending());

        var log = world.Chat.Service<DeliveryLog>();
        await log.Trim(tenant.Server.Tenant, id, 4, default);
        (await tenant.Deliveries(id)).Select(d => d.GetProperty("delivery").GetInt64()).ShouldBe(seen.Take(4));
        (await log.RemoveExpired(DateTimeOffset.UtcNow.AddHours(1), default)).ShouldBeGreaterThanOrEqualTo(4);
        (await tenant.Deliveries(id)).ShouldBeEmpty();
    }

    private async Task<(WebhookTenant Tenant, Receiver Receiver, string Id)> Start()
    {
        var tenant = await world.Tenant();
        var receiver = await Receiver.Start();
        return (tenant, receiver, (await tenant.Register(receiver.Url)).Id);
    }

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static IEnumerable<Received> Posts(Receiver receiver, long room) => receiver.All.Where(r => r.Type == "message_posted" && r.Room == room);

    /// <summary>Of the posts that were taken.</summary>
    private static List<long> Numbers(Receiver receiver, long room) =>
        [.. receiver.Taken.Where(r => r.Type == "message_posted" && r.Room == room).Select(r => r.Json.GetProperty("number").GetInt64())];
}
