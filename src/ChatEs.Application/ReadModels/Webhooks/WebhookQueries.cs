using System.Diagnostics;
using ChatEs.Domain.Tenants;
using Npgsql;

namespace ChatEs.Application.ReadModels.Webhooks;

/// <param name="EventTypes">None is all that the form knows.</param>
/// <param name="Url">Null when it was erased: then nothing is sent.</param>
/// <param name="Checkpoint">Everything up to this sequence is delivered or parked. Null where the vault knows nothing of it: the log was restored elsewhere.</param>
/// <param name="Waiting">How many rooms and users wait for a delivery to be tried again, or for their turn.</param>
/// <param name="Parked">How many deliveries the receiver has refused.</param>
public sealed record WebhookView(
    string Tenant, string WebhookId, WebhookForm Form, IReadOnlyList<string> EventTypes, string? Url, string? Description,
    DateTimeOffset RegisteredAt, DateTimeOffset? PausedAt, WebhookPauseReason? PauseReason, long? Checkpoint, long Waiting, long Parked);

public sealed class WebhookQueries(NpgsqlDataSource db)
{
    private const string SelectText = """
        select w.tenant_id, w.webhook_id, w.form, w.event_types, w.url, w.description, w.registered_at, w.paused_at, w.pause_reason,
          least(v.reached, s.after_sequence), s.waiting,
          (select count(*) from vault.webhook_deliveries d
            where d.tenant_id = w.tenant_id and d.webhook_id = w.webhook_id and d.outcome = 'parked')
        from webhooks w
        left join vault.webhooks v on v.tenant_id = w.tenant_id and v.webhook_id = w.webhook_id
        cross join lateral (
          select min(x.after_sequence) as after_sequence, count(*) as waiting from vault.webhook_waiting x
          where x.tenant_id = w.tenant_id and x.webhook_id = w.webhook_id) s
        where w.tenant_id = $1 and ($2::text is null or w.webhook_id = $2)
        order by w.registered_at, w.webhook_id
        """;

    /// <summary>In the order of registration.</summary>
    public async Task<IReadOnlyList<WebhookView>> Of(string tenant, CancellationToken cancellation) =>
        await db.Read(SelectText, [Sql.Text(tenant), Sql.TextOrNull(null)], View, cancellation);

    public Task<WebhookView?> Get(string tenant, string webhook, CancellationToken cancellation) =>
        db.ReadOne(SelectText, [Sql.Text(tenant), Sql.Text(webhook)], View, cancellation);

    private static WebhookView View(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), WebhookWords.Form(row.GetString(2)), row.GetFieldValue<string[]>(3), row.TextOrNull(4), row.TextOrNull(5),
        row.At(6), row.AtOrNull(7), row.TextOrNull(8) is { } reason ? WebhookWords.Reason(reason) : null, row.LongOrNull(9), row.GetInt64(10), row.GetInt64(11));
}

/// <summary>How forms and reasons are spelled: in the table, on the wire, and on the command line.</summary>
public static class WebhookWords
{
    public static string Of(WebhookForm form) => form switch
    {
        WebhookForm.Own => "own",
        WebhookForm.MeetingLawyers => "meetinglawyers",
        WebhookForm.Qiscus => "qiscus",
        _ => throw new UnreachableException($"A webhook of form {form}."),
    };

    public static WebhookForm Form(string word) => word switch
    {
        "own" => WebhookForm.Own,
        "meetinglawyers" => WebhookForm.MeetingLawyers,
        "qiscus" => WebhookForm.Qiscus,
        _ => throw new UnreachableException($"A webhook of form '{word}'."),
    };

    public static string Of(WebhookPauseReason reason) => reason switch
    {
        WebhookPauseReason.Asked => "asked",
        WebhookPauseReason.Gone => "gone",
        _ => throw new UnreachableException($"A webhook paused for {reason}."),
    };

    public static WebhookPauseReason Reason(string word) => word switch
    {
        "asked" => WebhookPauseReason.Asked,
        "gone" => WebhookPauseReason.Gone,
        _ => throw new UnreachableException($"A webhook paused for '{word}'."),
    };
}
