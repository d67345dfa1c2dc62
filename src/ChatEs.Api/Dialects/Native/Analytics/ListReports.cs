using ChatEs.Application.Analytics.Reports;

namespace ChatEs.Api.Dialects.Native.Analytics;

/// <summary><c>GET /v1/analytics</c>: the reports that there are.</summary>
internal sealed class ListReports : NativeOperation
{
    private static readonly ReportsBody Body = new([.. AllReports.All.Select(report => new ReportListBody(
        report.Name, report.Title, report.Meaning, [.. report.Parameters, "limit", "offset"], ReportRendering.Columns(report)))]);

    protected override Description Describe() => new Description("The reports, with the columns of each.")
        .ForAnalysts()
        .Answering(NativeJsonContext.Default.ReportsBody);

    protected override Task<NativeProblem?> Answer(NativeCall call) =>
        Task.FromResult(call.Answer(StatusCodes.Status200OK, Body, NativeJsonContext.Default.ReportsBody));
}
