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
        (NotCreated, TenantCreated created) => new Created(created.Tenant, created.RegistersUnknownUsers, []),
        (Created tenant, ApiKeyIssued issued) => tenant with { Keys = tenant.Keys.Add(issued.KeyId) },

        // No decision makes these: a second creation, or anything before the first.
        (Created, TenantCreated) or (NotCreated, ApiKeyIssued) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    public sealed record NotCreated : Tenant
    {
        public static readonly NotCreated Instance = new();

        private NotCreated()
        {
        }
    }

    public sealed record Created(string Id, bool RegistersUnknownUsers, ImmutableHashSet<string> Keys) : Tenant;
}
