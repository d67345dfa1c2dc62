using ChatEs.Domain.Tenants;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Webhooks;

/// <summary>Those that are registered now. They change seldom, so each event is a command of its own, in the order of the log.</summary>
internal sealed class WebhookProjection : IInlineProjection
{
    private const string Insert = """
        insert into webhooks (tenant_id, webhook_id, form, event_types, url, description, registered_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case WebhookRegistered w:
                    batch.Add(
                        Insert, Sql.Text(e.Stream.Tenant), Sql.Text(w.WebhookId), Sql.Text(WebhookWords.Of(w.Form)), Sql.Texts([.. w.EventTypes]),
                        Sql.TextOrNull(w.Personal?.Url), Sql.TextOrNull(w.Personal?.Description), Sql.Time(e.Timestamp));
                    break;
                case WebhookPaused w:
                    Pause(batch, e, w.WebhookId, e.Timestamp, WebhookWords.Of(w.Reason));
                    break;
                case WebhookResumed w:
                    Pause(batch, e, w.WebhookId, null, null);
                    break;
                case WebhookRemoved w:
                    batch.Add("delete from webhooks where tenant_id = $1 and webhook_id = $2", Sql.Text(e.Stream.Tenant), Sql.Text(w.WebhookId));
                    break;
            }
        }
    }

    private static void Pause(NpgsqlBatch batch, Event e, string webhook, DateTimeOffset? at, string? reason) => batch.Add(
        "update webhooks set paused_at = $3, pause_reason = $4 where tenant_id = $1 and webhook_id = $2",
        Sql.Text(e.Stream.Tenant), Sql.Text(webhook), Sql.Time(at), Sql.TextOrNull(reason));
}
