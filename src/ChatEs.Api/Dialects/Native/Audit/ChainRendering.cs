using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

internal static class ChainRendering
{
    public static Description Describe(string summary) => new Description(summary)
    {
        More = "The answer comes when all is computed. For a tenant of many millions of events the command line, which shows how far it is, is the better place. A log recomputed as a whole is not found out by this.",
    }
        .ForAuditors()
        .Answering(NativeJsonContext.Default.ChainBody);

    public static ChainBody Body(ChainReport report) =>
        new(report.Streams, [.. report.Tampered.Select(fault => new TamperedBody(fault.Tenant, fault.Stream, fault.Version, fault.Sequence, fault.Problem))]);
}
