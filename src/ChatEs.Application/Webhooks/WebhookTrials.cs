using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Domain;

namespace ChatEs.Application.Webhooks;

/// <summary>Sends by hand, outside of the order: a test of the receiver, and what was parked. Each is tried once, and stands in the log of deliveries.</summary>
public sealed class WebhookTrials(WebhookStore store, WebhookQueries webhooks, WebhookRequests requests, WebhookSender sender, DeliveryLog log, TimeProvider clock)
{
    public async Task<Outcome<DeliveryView>> Test(string tenant, string webhook, CancellationToken cancellation)
    {
        if (await webhooks.Get(tenant, webhook, cancellation) is not { } view)
            return Outcome<DeliveryView>.Refused(NotFound(tenant, webhook));
        return await Send(view, null, requests.Form(view.Form).Ping(clock.GetUtcNow()), null, cancellation);
    }

    /// <summary>Sends a parked delivery again, as what it tells is now. When the receiver takes it, it is no longer parked.</summary>
    public async Task<Outcome<DeliveryView>> Retry(string tenant, string webhook, long number, CancellationToken cancellation)
    {
        if (await webhooks.Get(tenant, webhook, cancellation) is not { } view)
            return Outcome<DeliveryView>.Refused(NotFound(tenant, webhook));
        if (await log.Get(tenant, webhook, number, cancellation) is not { } parked)
            return Outcome<DeliveryView>.Refused(new(RefusalCode.DeliveryNotFound, $"Webhook {webhook} has no delivery {number}."));
        if (parked is not { Outcome: DeliveryOutcome.Parked, Sequence: { } sequence })
            return Outcome<DeliveryView>.Refused(new(RefusalCode.Conflict, $"Delivery {number} is not parked: what is not refused is tried again by itself."));
        var message = await requests.Next(tenant, view.Form, view.EventTypes, sequence, parked.Part - 1, cancellation);
        return message?.Part == parked.Part
            ? await Send(view, sequence, message, parked, cancellation)
            : Outcome<DeliveryView>.Refused(new(RefusalCode.Conflict, $"What delivery {number} would tell is not there any more."));
    }

    private async Task<Outcome<DeliveryView>> Send(
        WebhookView webhook, long? sequence, WebhookMessage message, DeliveryView? parked, CancellationToken cancellation)
    {
        var secrets = await store.Secrets(webhook.Tenant, webhook.WebhookId, epoch: null, clock.GetUtcNow(), cancellation);
        if (webhook.Url is not { } url || secrets is [])
            return Outcome<DeliveryView>.Refused(new(RefusalCode.Conflict, $"Webhook {webhook.WebhookId} has no address or no secret any more."));
        var attempt = await sender.Send(
            url, WebhookRequests.IdOf(webhook.WebhookId, sequence, message.Part), message.Body, secrets, requests.Form(webhook.Form).Headers(secrets[0]),
            cancellation);
        var logged = new LoggedAttempt(sequence, message.Part, message.Type, (parked?.Attempt ?? 0) + 1, attempt);
        Telemetry.Delivered(logged.Outcome, attempt.Took);
        // Refused once more it is still the same that is parked; and a test is nothing to be sent again.
        if (logged.Outcome == DeliveryOutcome.Parked)
            logged = logged with { Attempt = attempt with { Outcome = AttemptOutcome.Failed } };
        return Outcome<DeliveryView>.Done(await log.Add(webhook.Tenant, webhook.WebhookId, url, logged, parked?.Number, cancellation));
    }

    private static Refusal NotFound(string tenant, string webhook) => new(RefusalCode.WebhookNotFound, $"Tenant {tenant} has no webhook {webhook}.");
}
