using ChatEs.Application.ReadModels.Tenants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/tenant</c></summary>
internal sealed class GetTenant(TenantQueries tenants) : NativeOperation
{
    protected override Description Describe() => new Description("The tenant that the credentials belong to.")
        .AnsweringTagged(NativeJsonContext.Default.TenantBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var tenant = await tenants.Get(call.Tenant, call.Aborted)
            ?? throw new InvalidOperationException($"Tenant {call.Tenant} has no row although it has credentials.");
        return call.AnswerTagged(
            new(tenant.Id, tenant.Name, tenant.RegistersUnknownUsers, tenant.CreatedAt.UtcDateTime), NativeJsonContext.Default.TenantBody);
    }
}
