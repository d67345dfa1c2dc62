using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/verify</c></summary>
internal sealed class VerifyTenant(AuditLog audit) : NativeOperation
{
    protected override Description Describe() =>
        ChainRendering.Describe("Whether all of the tenant's events are as they were written.");

    protected override async Task<NativeProblem?> Answer(NativeCall call) => call.Answer(
        StatusCodes.Status200OK, ChainRendering.Body(await audit.Verify(call.Tenant, room: null, progress: null, call.Aborted)),
        NativeJsonContext.Default.ChainBody);
}
