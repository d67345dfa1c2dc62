using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ChatEs.Application.Webhooks;

/// <summary>
/// The webhooks that this process works on. Each is worked on by one process at a time: by who holds its lock, on a
/// connection that takes all locks of the process with it when it ends. Whoever comes first has them; the others ask every
/// few seconds.
/// </summary>
public sealed partial class WebhookDelivery(
    NpgsqlDataSource db, LogReader log, WebhookStore store, WebhookRequests requests, WebhookSender sender, DeliveryLog deliveries, CommandBus bus,
    IOptions<WebhookSettings> settings, TimeProvider clock, ILogger<WebhookDelivery> logger) : BackgroundService
{
    private const string LockText = """
        select pg_try_advisory_lock(hashtextextended('webhook ' || t || ' ' || w, 0)) from unnest($1::text[], $2::text[]) with ordinality as x(t, w, n) order by n
        """;

    private const string UnlockText = "select pg_advisory_unlock(hashtextextended('webhook ' || $1 || ' ' || $2, 0))";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(4);

    private readonly WebhookTools _tools = new(store, requests, sender, deliveries, bus, settings.Value, clock, logger);
    private readonly Dictionary<(string Tenant, string Webhook), WebhookWorker> _workers = [];
    private NpgsqlConnection? _locks;
    private long _seen = -1;
    private long _lookedAt;

    public override void Dispose()
    {
        base.Dispose();
        _tools.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await new LogFollower(db, "webhooks", Pause, clock, logger).Run(Work, stoppingToken);
        }
        finally
        {
            await LetAllGo();
        }
    }

    private async Task<bool> Work(CancellationToken cancellation)
    {
        try
        {
            return await Look(cancellation);
        }
        catch
        {
            // Without its connection this process holds nothing any more: what it went on doing another may do as well. What
            // failed elsewhere is tried again, and the workers go on meanwhile.
            if (!await HoldsLocks())
                await LetAllGo();
            throw;
        }
    }

    private async Task<bool> HoldsLocks()
    {
        if (_locks is not { } locks)
            return false;
        try
        {
            await using var alive = new NpgsqlCommand("select 1", locks) { CommandTimeout = 5 };
            await alive.ExecuteNonQueryAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            LogLost(logger, e.Message);
            return false;
        }
    }

    private async Task<bool> Look(CancellationToken cancellation)
    {
        var head = await log.LastSequence(cancellation);
        var (from, isFirst) = (_seen, _seen < 0);
        var grown = isFirst || head == from ? [] : await store.Grown(from, head, cancellation);
        foreach (var ((tenant, _), worker) in _workers)
            worker.Grow(from, head, grown.ContainsKey(tenant));
        _seen = head;
        if (isFirst || grown.ContainsValue(true) || clock.GetElapsedTime(_lookedAt) >= BetweenLooks)
        {
            await Refresh(cancellation);
            _lookedAt = clock.GetTimestamp();
        }
        return head != from;
    }

    private async Task Refresh(CancellationToken cancellation)
    {
        var locks = await Locks(cancellation);
        var active = (await store.Active(cancellation)).ToDictionary(webhook => (webhook.Tenant, webhook.WebhookId));
        foreach (var (key, worker) in _workers.ToList())
        {
            if (active.TryGetValue(key, out var webhook) && webhook.Epoch == worker.Webhook.Epoch && !worker.HasEnded)
                continue;
            // What is still wanted is begun anew below: its lock stays.
            await worker.DisposeAsync();
            _workers.Remove(key);
            await BeginOrUnlock(locks, key, webhook, cancellation);
        }
        ActiveWebhook[] others = [.. active.Values.Where(webhook => !_workers.ContainsKey((webhook.Tenant, webhook.WebhookId)))];
        foreach (var webhook in others is [] ? [] : await TryLock(locks, others, cancellation))
            await BeginOrUnlock(locks, (webhook.Tenant, webhook.WebhookId), webhook, cancellation);
    }

    /// <param name="webhook">Null when it is no longer active; its lock is held in either case.</param>
    private async Task BeginOrUnlock(NpgsqlConnection locks, (string Tenant, string Webhook) key, ActiveWebhook? webhook, CancellationToken cancellation)
    {
        if (webhook is null || await Take(webhook, cancellation) is not { } state)
        {
            await Unlock(locks, key.Tenant, key.Webhook, cancellation);
            return;
        }
        var worker = new WebhookWorker(_tools, webhook, state, _seen);
        _workers.Add(key, worker);
        worker.Start();
    }

    /// <returns>Null when it was removed, or could not be taken over now: the next look tries again.</returns>
    private async Task<WebhookState?> Take(ActiveWebhook webhook, CancellationToken cancellation)
    {
        try
        {
            return await store.Take(webhook, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTaken(logger, e, webhook.WebhookId);
            return null;
        }
    }

    /// <summary>The connection that holds the locks; asked whether it is still there.</summary>
    private async Task<NpgsqlConnection> Locks(CancellationToken cancellation)
    {
        _locks ??= await db.OpenConnectionAsync(cancellation);
        await using var alive = new NpgsqlCommand("select 1", _locks);
        await alive.ExecuteNonQueryAsync(cancellation);
        return _locks;
    }

    private static async Task<List<ActiveWebhook>> TryLock(NpgsqlConnection locks, ActiveWebhook[] webhooks, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LockText, locks);
        command.Parameters.AddRange(new[]
        {
            Sql.Texts([.. webhooks.Select(webhook => webhook.Tenant)]), Sql.Texts([.. webhooks.Select(webhook => webhook.WebhookId)]),
        });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<ActiveWebhook> taken = [];
        for (var i = 0; await reader.ReadAsync(cancellation); i++)
        {
            if (reader.GetBoolean(0))
                taken.Add(webhooks[i]);
        }
        return taken;
    }

    private static async Task Unlock(NpgsqlConnection locks, string tenant, string webhook, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(UnlockText, locks) { Parameters = { Sql.Text(tenant), Sql.Text(webhook) } };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task LetAllGo()
    {
        await Task.WhenAll(_workers.Values.Select(worker => worker.DisposeAsync().AsTask()));
        _workers.Clear();
        _seen = -1;
        if (Interlocked.Exchange(ref _locks, null) is not { } locks)
            return;
        try
        {
            // The connection goes back to the pool without a reset, and would hold the locks there.
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all()", locks);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogLost(logger, e.Message);
        }
        finally
        {
            await locks.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that holds the webhooks of this process is gone: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} could not be taken over; it is tried again")]
    private static partial void LogNotTaken(ILogger logger, Exception exception, string webhook);
}
