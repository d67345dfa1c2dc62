using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/events</c>: all streams of the tenant, in the order of the log.</summary>
internal sealed class ListEvents(EventLines lines) : NativeOperation
{
    protected override Description Describe() => EventLines.Describe("Everything that happened in the tenant, in the order of the log.");

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (filter, problem) = await lines.Filter(call);
        return problem ?? await lines.Answer(call, AuditScope.Everything(call.Tenant), filter, NativeErrors.Of(Hosting.Failure.NotFound));
    }
}
