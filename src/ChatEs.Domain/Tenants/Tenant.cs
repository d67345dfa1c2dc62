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

        // No decision makes these: a second creation, or anything before the first.
        (Created, TenantCreated) or (NotCreated, ApiKeyIssued or ApiKeyRevoked) => state,

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
    public sealed record Created(string Id, bool RegistersUnknownUsers, ImmutableDictionary<string, bool> Keys) : Tenant;

    private static readonly ImmutableDictionary<string, bool> NoKeys = ImmutableDictionary.Create<string, bool>(StringComparer.Ordinal);
}
