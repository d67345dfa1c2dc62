using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/tenant/events</c>: the tenant's own stream.</summary>
internal sealed class ListTenantEvents(EventLines lines) : NativeOperation
{
    protected override Description Describe() => EventLines.Describe("Everything that happened to the tenant itself and its keys, in order.")
        .Asking(EventLines.Versions);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (filter, problem) = await lines.Filter(call);
        return problem ?? await lines.Answer(call, AuditScope.TenantItself(call.Tenant), filter, NativeErrors.Of(Hosting.Failure.NotFound));
    }
}
