using System.Collections.Immutable;
using System.Diagnostics;

namespace ChatEs.Domain.Tenants;

public abstract record Tenant
{
    private Tenant()
    {
    }

    public static Tenant Evolve(Tenant state, TenantEvent e) => (state, e) switch
    {
        (NotCreated, TenantCreated created) => new Created(created.Tenant, created.RegistersUnknownUsers, NoKeys),
        (Created tenant, ApiKeyIssued issued) => tenant with { Keys = tenant.Keys.SetItem(issued.KeyId, true) },
        (Created tenant, ApiKeyRevoked revoked) => tenant with { Keys = tenant.Keys.SetItem(revoked.KeyId, false) },

        (Created tenant, WebhookRegistered registered) => tenant with { Webhooks = tenant.Webhooks.SetItem(registered.WebhookId, true) },
        (Created tenant, WebhookPaused paused) => tenant with { Webhooks = tenant.Webhooks.SetItem(paused.WebhookId, false) },
        (Created tenant, WebhookResumed resumed) => tenant with { Webhooks = tenant.Webhooks.SetItem(resumed.WebhookId, true) },
        (Created tenant, WebhookRemoved removed) => tenant with { Webhooks = tenant.Webhooks.Remove(removed.WebhookId) },
        (Created, WebhookSecretRotated or WebhookReplayed) => state,

        // No decision makes these: a second creation, or anything before the first.
        (Created, TenantCreated) or (NotCreated, ApiKeyIssued or ApiKeyRevoked) => state,
        (NotCreated, WebhookRegistered or WebhookPaused or WebhookResumed or WebhookRemoved or WebhookSecretRotated or WebhookReplayed) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    public sealed record NotCreated : Tenant
    {
        public static readonly NotCreated Instance = new();

        private NotCreated()
        {
        }
    }

    /// <param name="Keys">Every key that was ever issued, by its id; false for one that was revoked.</param>
    public sealed record Created(string Id, bool RegistersUnknownUsers, ImmutableDictionary<string, bool> Keys) : Tenant
    {
        /// <summary>Those that are registered, by their id; false for one that is paused.</summary>
        public ImmutableDictionary<string, bool> Webhooks { get; init; } = NoKeys;
    }

    private static readonly ImmutableDictionary<string, bool> NoKeys = ImmutableDictionary.Create<string, bool>(StringComparer.Ordinal);
}
