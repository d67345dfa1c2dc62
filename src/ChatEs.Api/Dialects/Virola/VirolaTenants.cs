using ChatEs.Application.ReadModels.Tenants;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// Which tenant a request is for: nothing on the wire says so, and a vendor's server has one set of users. The host name
/// decides, by the section <c>Virola:Tenants</c> of the configuration, else <c>Virola:DefaultTenant</c>, else there is only one.
/// </summary>
internal sealed class VirolaTenants(IConfiguration configuration, TenantQueries tenants)
{
    /// <summary>The tenant whose host this is, and no other's. Null for a host that is everybody's.</summary>
    public string? OfHost(HostString host) => configuration[$"Virola:Tenants:{host.Host}"];

    /// <summary>For a login. Null when there are several and nothing says which.</summary>
    public async ValueTask<string?> Of(HostString host, CancellationToken cancellation) =>
        OfHost(host) ?? configuration["Virola:DefaultTenant"] ?? (await tenants.All(cancellation) is [var only] ? only.Id : null);
}
