namespace ChatEs.EventStore;

/// <summary>The identity of a stream: tenancy is conjoined, so the tenant is part of every key.</summary>
/// <param name="Tenant">The tenant's id, as in <c>mt_streams.tenant_id</c>.</param>
/// <param name="Id">The stream's id within the tenant, as in <c>mt_streams.id</c>, for example <c>account-17</c>.</param>
public readonly record struct StreamKey(string Tenant, string Id)
{
    public override string ToString() => $"{Tenant}/{Id}";
}
