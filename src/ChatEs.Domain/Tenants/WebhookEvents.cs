namespace ChatEs.Domain.Tenants;

/// <summary>What a webhook sends: our own records, or those of a vendor whose clients are served here.</summary>
public enum WebhookForm
{
    Own,
    MeetingLawyers,
    Qiscus,
}

public enum WebhookPauseReason
{
    /// <summary>The tenant wanted it.</summary>
    Asked,

    /// <summary>The receiver answered 410: it is no longer there.</summary>
    Gone,
}

/// <param name="EventTypes">Which of those that the form knows; none is all.</param>
public sealed record WebhookRegistered(string WebhookId, WebhookForm Form, IReadOnlyList<string> EventTypes, WebhookPersonal? Personal) : TenantEvent;

/// <param name="Url">Where it goes: an address may name people, as a path or a query does.</param>
public sealed record WebhookPersonal(string Url, string? Description);

public sealed record WebhookRemoved(string WebhookId) : TenantEvent;

public sealed record WebhookPaused(string WebhookId, WebhookPauseReason Reason) : TenantEvent;

public sealed record WebhookResumed(string WebhookId) : TenantEvent;

/// <summary>That it has another secret, never the secret.</summary>
public sealed record WebhookSecretRotated(string WebhookId) : TenantEvent;

/// <param name="After">A sequence: what comes after it is delivered again.</param>
public sealed record WebhookReplayed(string WebhookId, long After) : TenantEvent;
