using ChatEs.Application.Webhooks;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

/// <summary>Each test has a service of its own: it changes what the others of a class would share.</summary>
public sealed class workers_of_webhooks : IAsyncLifetime
{
    private ChatEsHost _chat = null!;
    private NpgsqlDataSource _db = null!;
    private WebhookTenant _tenant = null!;
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        (string, string)[] settings = [.. WebhookWorld<int>.Settings.Where(s => s.Name != "Webhooks:LongestDelay"), ("Webhooks:LongestDelay", "01:00:00")];
        _chat = await ChatEsHost.Start($"webhook_workers_{Guid.NewGuid():n}"[..40], new HostSettings(null, settings));
        _db = PostgresEventStore.DataSource(_chat.ConnectionString, "chat");
        _tenant = new(_chat, _db, await _chat.Tenant("acme"), await _chat.User("acme", "ann"), await _chat.User("acme", "ben"));
        _receiver = await Receiver.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _db.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task wait_as_long_as_they_were_asked_to_though_other_rooms_are_taken_again()
    {
        var (throttled, broken) = (await _tenant.Room(), await _tenant.Room());
        var (id, _) = await _tenant.Register(_receiver.Url, "own", "message_posted");
        var failures = 0;
        _receiver.Answer = (r, http) =>
        {
            if (r.Room == throttled)
            {
                http.Response.StatusCode = 429;
                http.Response.Headers.RetryAfter = "3000";
            }
            else if (Interlocked.Increment(ref failures) == 1)
            {
                http.Response.StatusCode = 500;
            }
            return Task.CompletedTask;
        };
        await _tenant.Post(throttled, "later");
        await _receiver.Until(r => r.All.Count == 1, "it came once");
        for (var i = 0; i < 10; i++)
            await _tenant.Post(broken, $"{i}");
        await _receiver.TakesAtLeast(10);
        await WebhookTenant.Until(async () => (await _tenant.Webhook(id)).Long("waiting") == 1, "the other room is through");

        _receiver.All.Count(r => r.Room == throttled).ShouldBe(1);
        _receiver.Answer = (_, _) => Task.CompletedTask;
        await _tenant.Call("POST", $"{id}/pause", 200);
        await _tenant.Call("POST", $"{id}/resume", 200);
        await _tenant.Settled(id);
        _receiver.Taken.Count(r => r.Room == throttled).ShouldBe(1);
    }

    [Fact]
    public async Task find_what_stands_far_behind_much_that_does_not_concern_them()
    {
        var room = await _tenant.Room();
        var (id, _) = await _tenant.Register(_receiver.Url, "own", "message_posted");
        await _tenant.Post(room, "before");
        await _receiver.TakesAtLeast(1);
        // As if others had done so much meanwhile.
        await using (var others = _db.CreateCommand("update events.mt_head set last_seq = last_seq + 70000"))
            (await others.ExecuteNonQueryAsync()).ShouldBe(1);

        await _tenant.Post(room, "after");
        await _tenant.Settled(id);

        _receiver.Taken.Select(r => r.MessageText).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task can_store_nothing_and_sign_nothing_after_a_resume()
    {
        await _chat.Service<WebhookDelivery>().StopAsync(default);
        var (id, _) = await _tenant.Register(_receiver.Url);
        var store = _chat.Service<WebhookStore>();
        var webhook = (await store.Active(default)).Single();
        var state = (await store.Take(webhook, default))!;
        (await store.Secrets("acme", id, state.Epoch, DateTimeOffset.UtcNow, default)).Count.ShouldBe(1);

        await _tenant.Call("POST", $"{id}/pause", 200);
        await _tenant.Call("POST", $"{id}/resume", 200);

        await Should.ThrowAsync<LostWebhookException>(() => store.Save(webhook, state.Epoch, new(state.Reached, [], [], []), default));
        (await store.Secrets("acme", id, state.Epoch, DateTimeOffset.UtcNow, default)).ShouldBeEmpty();
        (await store.Secrets("acme", id, epoch: null, DateTimeOffset.UtcNow, default)).Count.ShouldBe(1);
    }
}
