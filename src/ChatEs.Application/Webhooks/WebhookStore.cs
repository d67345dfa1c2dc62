using System.Runtime.InteropServices;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Vault;
using ChatEs.Domain.Tenants;
using Npgsql;

namespace ChatEs.Application.Webhooks;

/// <summary>A webhook that is neither removed nor paused.</summary>
internal sealed record ActiveWebhook(string Tenant, string WebhookId, WebhookForm Form, IReadOnlyList<string> Types, string Url, long Epoch);

/// <summary>Where an event stands in the log, and in its stream.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogPlace(long Sequence, long Version);

/// <summary>A stream that is not as far as the rest of its webhook.</summary>
internal sealed record WaitingStream(string Stream, LogPlace After, long Part, int Attempts, DateTimeOffset? RetryAt, DateTimeOffset? EarliestAt);

/// <summary>What a worker begins with.</summary>
internal sealed record WebhookState(long Epoch, long Reached, IReadOnlyList<WaitingStream> Waiting);

/// <summary>What a worker has done since it last told.</summary>
internal sealed record WebhookProgress(long Reached, IReadOnlyList<WaitingStream> Waiting, IReadOnlyList<string> NoLongerWaiting, IReadOnlyList<LoggedAttempt> Attempts);

/// <summary>Another has taken the webhook over, or it was sent back, removed or paused.</summary>
internal sealed class LostWebhookException() : Exception("The webhook is another's by now.");

/// <summary>The places of webhooks, and the log as they read it.</summary>
public sealed class WebhookStore(NpgsqlDataSource db, KeyRing ring)
{
    private const string ActiveText = """
        select w.tenant_id, w.webhook_id, w.form, w.event_types, w.url, v.epoch
        from webhooks w
        join vault.webhooks v on v.tenant_id = w.tenant_id and v.webhook_id = w.webhook_id
        where w.paused_at is null and w.url is not null
        """;

    private const string TakeText = """
        update vault.webhooks set epoch = epoch + 1 where tenant_id = $1 and webhook_id = $2 returning epoch, reached
        """;

    private const string WaitingText = """
        select stream_id, after_sequence, after_version, part, attempts, retry_at, earliest_at from vault.webhook_waiting
        where tenant_id = $1 and webhook_id = $2
        """;

    private const string GrownText = """
        select tenant_id, bool_or(type like 'webhook\_%') from events.mt_events where seq_id > $1 and seq_id <= $2 group by tenant_id
        """;

    // The offset keeps a plan for any values by the order of the log: SteadyPlans.
    private const string PageText = """
        select e.seq_id, e.stream_id, e.version
        from (select * from events.mt_events where seq_id > $1 and seq_id <= $2 order by seq_id offset 0) e
        where e.tenant_id = $3 and e.type = any ($4)
        order by e.seq_id
        limit $5
        """;

    private const string StreamText = """
        select seq_id, stream_id, version from events.mt_events
        where tenant_id = $3 and stream_id = $6 and version > $1 and seq_id <= $2 and type = any ($4)
        order by version
        limit $5
        """;

    private const string SecretsText = """
        select protected_secret, case when former_until > $3 then former_secret end from vault.webhooks
        where tenant_id = $1 and webhook_id = $2 and ($4::bigint is null or epoch = $4)
        """;

    private const string MoveText = "update vault.webhooks set reached = $3 where tenant_id = $1 and webhook_id = $2 and epoch = $4";

    private const string WaitText = """
        insert into vault.webhook_waiting (tenant_id, webhook_id, stream_id, after_sequence, after_version, part, attempts, retry_at, earliest_at)
        select $1, $2, * from unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::timestamptz[], $9::timestamptz[])
        on conflict (tenant_id, webhook_id, stream_id) do update
        set after_sequence = excluded.after_sequence, after_version = excluded.after_version, part = excluded.part,
          attempts = excluded.attempts, retry_at = excluded.retry_at, earliest_at = excluded.earliest_at
        """;

    private const string NoLongerText = "delete from vault.webhook_waiting where tenant_id = $1 and webhook_id = $2 and stream_id = any ($3)";

    internal Task<List<ActiveWebhook>> Active(CancellationToken cancellation) => db.Read(
        ActiveText,
        [],
        row => new ActiveWebhook(
            row.GetString(0), row.GetString(1), WebhookWords.Form(row.GetString(2)), row.GetFieldValue<string[]>(3), row.GetString(4), row.GetInt64(5)),
        cancellation);

    /// <summary>Takes the webhook over: who worked on it until now can store nothing any more.</summary>
    /// <returns>Null when it was removed.</returns>
    internal async Task<WebhookState?> Take(ActiveWebhook webhook, CancellationToken cancellation)
    {
        var taken = await db.Read(
            TakeText, [Sql.Text(webhook.Tenant), Sql.Text(webhook.WebhookId)], row => (Epoch: row.GetInt64(0), Reached: row.GetInt64(1)), cancellation);
        if (taken is not [var (epoch, reached)])
            return null;
        var waiting = await db.Read(
            WaitingText,
            [Sql.Text(webhook.Tenant), Sql.Text(webhook.WebhookId)],
            row => new WaitingStream(row.GetString(0), new(row.GetInt64(1), row.GetInt64(2)), row.GetInt64(3), row.GetInt32(4), row.AtOrNull(5), row.AtOrNull(6)),
            cancellation);
        return new(epoch, reached, waiting);
    }

    /// <param name="epoch">Of who works on it; null is whoever does.</param>
    /// <returns>The present secret, and the former one while it signs too. None where it was removed, or another works on it.</returns>
    internal async Task<IReadOnlyList<string>> Secrets(string tenant, string webhook, long? epoch, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await db.Read(
            SecretsText,
            [Sql.Text(tenant), Sql.Text(webhook), Sql.Time(now), Sql.Number(epoch)],
            row => (Present: row.GetFieldValue<byte[]>(0), Former: row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)),
            cancellation);
        return [.. rows.SelectMany(row => new[] { row.Present, row.Former }).OfType<byte[]>()
            .Select(secret => System.Text.Encoding.UTF8.GetString(ring.Unprotect(WebhookSecret.Purpose, secret)))];
    }

    /// <summary>Which tenants have events between two places of the log, and whether among them is one about their webhooks.</summary>
    internal async Task<Dictionary<string, bool>> Grown(long after, long to, CancellationToken cancellation) =>
        (await db.Read(GrownText, [Sql.Number(after), Sql.Number(to)], row => (Tenant: row.GetString(0), OfWebhooks: row.GetBoolean(1)), cancellation))
        .ToDictionary(row => row.Tenant, row => row.OfWebhooks, StringComparer.Ordinal);

    internal Task<List<(string Stream, LogPlace Place)>> Page(
        string tenant, IReadOnlyList<string> types, long after, long to, int limit, CancellationToken cancellation) => db.Read(
            PageText, [Sql.Number(after), Sql.Number(to), Sql.Text(tenant), Sql.Texts([.. types]), Sql.Number(limit)], Row, cancellation);

    internal Task<List<(string Stream, LogPlace Place)>> Page(
        string tenant, IReadOnlyList<string> types, string stream, long afterVersion, long to, int limit, CancellationToken cancellation) => db.Read(
            StreamText, [Sql.Number(afterVersion), Sql.Number(to), Sql.Text(tenant), Sql.Texts([.. types]), Sql.Number(limit), Sql.Text(stream)], Row, cancellation);

    /// <summary>All or nothing.</summary>
    /// <exception cref="LostWebhookException">Nothing is stored.</exception>
    internal async Task Save(ActiveWebhook webhook, long epoch, WebhookProgress progress, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var move = new NpgsqlCommand(MoveText, connection))
        {
            move.Parameters.AddRange(new[] { Sql.Text(webhook.Tenant), Sql.Text(webhook.WebhookId), Sql.Number(progress.Reached), Sql.Number(epoch) });
            if (await move.ExecuteNonQueryAsync(cancellation) == 0)
                throw new LostWebhookException();
        }
        await using var batch = new NpgsqlBatch(connection);
        if (progress.NoLongerWaiting.Count > 0)
            batch.Add(NoLongerText, Sql.Text(webhook.Tenant), Sql.Text(webhook.WebhookId), Sql.Texts([.. progress.NoLongerWaiting]));
        if (progress.Waiting is { Count: > 0 } waiting)
        {
            batch.Add(
                WaitText, Sql.Text(webhook.Tenant), Sql.Text(webhook.WebhookId), Sql.Texts([.. waiting.Select(w => w.Stream)]),
                Sql.Numbers([.. waiting.Select(w => w.After.Sequence)]), Sql.Numbers([.. waiting.Select(w => w.After.Version)]),
                Sql.Numbers([.. waiting.Select(w => w.Part)]), Sql.Integers([.. waiting.Select(w => (int?)w.Attempts)]),
                Sql.Times([.. waiting.Select(w => w.RetryAt?.UtcDateTime)]), Sql.Times([.. waiting.Select(w => w.EarliestAt?.UtcDateTime)]));
        }
        if (progress.Attempts.Count > 0)
            DeliveryLog.Add(batch, webhook.Tenant, webhook.WebhookId, webhook.Url, progress.Attempts);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static (string Stream, LogPlace Place) Row(NpgsqlDataReader row) => (row.GetString(1), new(row.GetInt64(0), row.GetInt64(2)));
}
