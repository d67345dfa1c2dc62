using System.CommandLine;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Cli;

internal sealed record WebhookAnswer(
    string Tenant, string Webhook, string? Url, string Form, IReadOnlyList<string> Events, string? Description, DateTimeOffset RegisteredAt,
    DateTimeOffset? PausedAt, string? PauseReason, long? Checkpoint, long Waiting, long Parked, string? Secret);

internal sealed record WebhooksAnswer(string Tenant, IReadOnlyList<WebhookAnswer> Webhooks);

internal sealed record WebhookChangedAnswer(string Tenant, string Webhook, bool Changed);

internal sealed record DeliveriesAnswer(string Webhook, IReadOnlyList<DeliveryAnswer> Deliveries);

internal sealed record DeliveryAnswer(
    long Delivery, long? Sequence, string Type, string Status, int Attempt, DateTimeOffset AttemptedAt, int Milliseconds, int? AnswerStatus, string? Error, string? Answer);

internal static class WebhookVerbs
{
    private const int MostShown = 100;

    private static readonly Argument<string> Webhook = new("webhook") { Description = "The id of the webhook, as webhooks list shows it." };

    public static Command Add()
    {
        var url = new Argument<string>("url") { Description = "An https address on the public internet." };
        var form = new Option<string>("--form")
        {
            Description = "own sends our records; meetinglawyers and qiscus send what these vendors' webhooks do.",
            DefaultValueFactory = _ => WebhookWords.Of(WebhookForm.Own),
        };
        form.AcceptOnlyFromAmong([.. Enum.GetValues<WebhookForm>().Select(WebhookWords.Of)]);
        var events = new Option<string[]>("--event") { Description = "A type of event to be sent; may be given more than once. All, where it is not given." };
        var description = new Option<string?>("--description") { Description = "For people." };
        return new Command("add", "Send what happens in a tenant to an address, and show the secret that signs it, once.") { url, form, events, description, TenantVerbs.Tenant }
            .Examples(
                "chates webhooks add https://hooks.example.com/chat --tenant acme",
                "chates webhooks add https://hooks.example.com/chat --tenant acme --event message_posted --event message_edited",
                "chates webhooks add https://hooks.example.com/qiscus --tenant acme --form qiscus")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var added = await session.Get<WebhookAdministration>().Register(
                    WebhookWords.Form(parsed.GetRequiredValue(form)), parsed.GetValue(events) ?? [], parsed.GetRequiredValue(url), parsed.GetValue(description),
                    TenantAdministration.Operator(parsed.GetRequiredValue(TenantVerbs.Tenant)), cancellation);
                return session.Answer(added, done => session.Terminal.Answer(
                    Answer(done.Webhook, done.Secret), CliJson.Own.WebhookAnswer,
                    $"webhook  {done.Webhook.WebhookId}", $"secret   {done.Secret}", "Keep the secret now: it is shown this once. Running services begin within seconds."));
            });
    }

    public static Command List() =>
        new Command("list", "List the webhooks of a tenant, and how far each has come.") { TenantVerbs.Tenant }
            .Examples("chates webhooks list --tenant acme", "chates webhooks list --tenant acme --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var all = await session.Get<WebhookQueries>().Of(tenant, cancellation);
                session.Terminal.Answer(
                    new WebhooksAnswer(tenant, [.. all.Select(webhook => Answer(webhook, null))]), CliJson.Own.WebhooksAnswer,
                    all.Count == 0 ? [$"Tenant {tenant} has no webhook."] : all.Select(Line));
                return ExitCode.Done;
            });

    public static Command Remove() =>
        new Command("remove", "Remove a webhook: nothing is sent any more.") { Webhook, TenantVerbs.Tenant }
            .Examples("chates webhooks remove wh_2Vq3bW0nXyTz8aLk --tenant acme")
            .OnTables((session, parsed, cancellation) => Change(
                session, parsed, (administration, id, context) => administration.Remove(id, context, cancellation), "is removed"));

    public static Command Replay()
    {
        var after = new Option<long>("--after") { Description = "A sequence: what comes after it is delivered again. 0 is from the beginning.", Required = true };
        return new Command("replay", "Deliver again what comes after a place of the log.") { Webhook, after, TenantVerbs.Tenant }
            .Examples("chates webhooks replay wh_2Vq3bW0nXyTz8aLk --tenant acme --after 0")
            .OnTables((session, parsed, cancellation) => Change(
                session, parsed, (administration, id, context) => administration.Replay(id, parsed.GetRequiredValue(after), context, cancellation),
                $"goes on after {parsed.GetRequiredValue(after)}"));
    }

    public static Command Deliveries()
    {
        var status = new Option<string?>("--status") { Description = "Only these." };
        status.AcceptOnlyFromAmong([.. Enum.GetValues<DeliveryOutcome>().Select(DeliveryLog.Of)]);
        return new Command("deliveries", $"Show what was attempted to deliver, newest first, at most {MostShown}.") { Webhook, status, TenantVerbs.Tenant }
            .Examples("chates webhooks deliveries wh_2Vq3bW0nXyTz8aLk --tenant acme --status parked")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, id) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetRequiredValue(Webhook));
                if (await session.Get<WebhookQueries>().Get(tenant, id, cancellation) is null)
                    return session.Terminal.Refused(new(RefusalCode.WebhookNotFound, $"Tenant {tenant} has no webhook {id}."));
                var outcome = Enum.GetValues<DeliveryOutcome>().Cast<DeliveryOutcome?>().FirstOrDefault(o => DeliveryLog.Of(o!.Value) == parsed.GetValue(status));
                var page = await session.Get<DeliveryLog>().Page(tenant, id, outcome, long.MaxValue, MostShown, cancellation);
                session.Terminal.Answer(
                    new DeliveriesAnswer(id, [.. page.Select(Answer)]), CliJson.Own.DeliveriesAnswer,
                    page.Count == 0 ? ["There is none."] : page.Select(Line));
                return ExitCode.Done;
            });
    }

    private static async Task<int> Change(
        Session session, ParseResult parsed, Func<WebhookAdministration, string, Application.Commands.CommandContext, Task<Outcome<WebhookResult>>> send, string done)
    {
        var (tenant, id) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetRequiredValue(Webhook));
        var changed = await send(session.Get<WebhookAdministration>(), id, TenantAdministration.Operator(tenant));
        return session.Answer(changed, result => session.Terminal.Answer(
            new WebhookChangedAnswer(tenant, id, result.Changed), CliJson.Own.WebhookChangedAnswer, $"Webhook {id} {done}."));
    }

    private static WebhookAnswer Answer(WebhookView webhook, string? secret) => new(
        webhook.Tenant, webhook.WebhookId, webhook.Url, WebhookWords.Of(webhook.Form), webhook.EventTypes, webhook.Description, webhook.RegisteredAt,
        webhook.PausedAt, webhook.PauseReason is { } reason ? WebhookWords.Of(reason) : null, webhook.Checkpoint, webhook.Waiting, webhook.Parked, secret);

    private static DeliveryAnswer Answer(DeliveryView delivery) => new(
        delivery.Number, delivery.Sequence, delivery.Type, DeliveryLog.Of(delivery.Outcome), delivery.Attempt, delivery.At, (int)delivery.Took.TotalMilliseconds,
        delivery.Status, delivery.Error, delivery.Answer);

    private static string Line(WebhookView webhook) =>
        $"{webhook.WebhookId}\t{WebhookWords.Of(webhook.Form)}\t{webhook.Url}\tcheckpoint {webhook.Checkpoint}\twaiting {webhook.Waiting}\tparked {webhook.Parked}{(webhook.PausedAt is { } at ? $"\tpaused {at:u}" : "")}";

    private static string Line(DeliveryView delivery) =>
        $"{delivery.Number}\t{delivery.At:u}\t{delivery.Type}\t{DeliveryLog.Of(delivery.Outcome)}\t{delivery.Error}";
}
