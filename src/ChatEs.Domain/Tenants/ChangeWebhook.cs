using FluentValidation;

namespace ChatEs.Domain.Tenants;

/// <summary>Nothing is sent any more, and what waited is forgotten.</summary>
public sealed record RemoveWebhook(string Tenant, string WebhookId) : ITenantCommand<WebhookResult>
{
    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now) =>
        WebhookDecisions.Of(tenant, Tenant, WebhookId, _ => new WebhookRemoved(WebhookId));
}

/// <summary>Nothing is sent until it is resumed; then it goes on where it was.</summary>
public sealed record PauseWebhook(string Tenant, string WebhookId, WebhookPauseReason Reason) : ITenantCommand<WebhookResult>
{
    public sealed class Validator : AbstractValidator<PauseWebhook>
    {
        public Validator() => RuleFor(c => c.Reason).IsInEnum().WithMessage("A webhook is paused because it is asked for, or the receiver is gone.");
    }

    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now) =>
        WebhookDecisions.Of(tenant, Tenant, WebhookId, isActive => isActive ? new WebhookPaused(WebhookId, Reason) : null);
}

public sealed record ResumeWebhook(string Tenant, string WebhookId) : ITenantCommand<WebhookResult>
{
    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now) =>
        WebhookDecisions.Of(tenant, Tenant, WebhookId, isActive => isActive ? null : new WebhookResumed(WebhookId));
}

/// <summary>The webhook signs with another secret, which is made and shown at the edge, and for a day with the old one too.</summary>
public sealed record RotateWebhookSecret(string Tenant, string WebhookId) : ITenantCommand<WebhookResult>
{
    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now) =>
        WebhookDecisions.Of(tenant, Tenant, WebhookId, _ => new WebhookSecretRotated(WebhookId));
}

/// <summary>What came after a place of the log is delivered again.</summary>
/// <param name="After">A sequence; one that the webhook has not come to yet changes nothing, since nothing may be passed over.</param>
public sealed record ReplayWebhook(string Tenant, string WebhookId, long After) : ITenantCommand<WebhookResult>
{
    public const long Latest = (1L << 53) - 1;

    public sealed class Validator : AbstractValidator<ReplayWebhook>
    {
        public Validator() => RuleFor(c => c.After).InclusiveBetween(0, Latest).WithMessage($"After must be a sequence from 0 to {Latest}.");
    }

    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now) =>
        WebhookDecisions.Of(tenant, Tenant, WebhookId, _ => new WebhookReplayed(WebhookId, After));
}

internal static class WebhookDecisions
{
    /// <param name="decide">Whether the webhook is active → the event; null where it is so already.</param>
    public static Decision<WebhookResult> Of(Tenant state, string tenant, string webhookId, Func<bool, TenantEvent?> decide)
    {
        if (state is not Tenant.Created created)
            return new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {tenant}.");
        if (!created.Webhooks.TryGetValue(webhookId, out var isActive))
            return new Refusal(RefusalCode.WebhookNotFound, $"Tenant {tenant} has no webhook {webhookId}.");

        return decide(isActive) is { } happened
            ? Decision<WebhookResult>.Of(new(tenant, webhookId, Changed: true), happened)
            : Decision<WebhookResult>.Nothing(new(tenant, webhookId, Changed: false));
    }
}
