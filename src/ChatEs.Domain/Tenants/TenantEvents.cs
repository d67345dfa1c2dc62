namespace ChatEs.Domain.Tenants;

public abstract record TenantEvent : IDomainEvent;

/// <param name="RegistersUnknownUsers">
/// Whether the tenant's server key may name a user id not seen before, who is then registered by being named.
/// </param>
public sealed record TenantCreated(string Tenant, bool RegistersUnknownUsers, TenantPersonal? Personal) : TenantEvent;

public sealed record TenantPersonal(string Name);

public enum ApiKeyKind
{
    Secret,
    Auditor,
    Analytics,
}

/// <param name="KeyId">The public id of the key. The secret is never in the log.</param>
public sealed record ApiKeyIssued(string KeyId, ApiKeyKind Kind) : TenantEvent;

public sealed record ApiKeyRevoked(string KeyId) : TenantEvent;
