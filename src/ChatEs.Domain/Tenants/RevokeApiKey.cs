namespace ChatEs.Domain.Tenants;

/// <summary>The key opens nothing any more; every process knows it within a second. Its id is never given again.</summary>
public sealed record RevokeApiKey(string Tenant, string KeyId) : ITenantCommand<ApiKeyRevokedResult>
{
    public Decision<ApiKeyRevokedResult> Decide(Tenant tenant, DateTimeOffset now)
    {
        if (tenant is not Tenant.Created created)
            return new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {Tenant}.");
        if (!created.Keys.TryGetValue(KeyId, out var isValid))
            return new Refusal(RefusalCode.ApiKeyNotFound, $"Tenant {Tenant} has no key {KeyId}.");

        return isValid
            ? Decision<ApiKeyRevokedResult>.Of(new(Tenant, KeyId, Changed: true), new ApiKeyRevoked(KeyId))
            : Decision<ApiKeyRevokedResult>.Nothing(new(Tenant, KeyId, Changed: false));
    }
}

public sealed record ApiKeyRevokedResult(string Tenant, string KeyId, bool Changed);
