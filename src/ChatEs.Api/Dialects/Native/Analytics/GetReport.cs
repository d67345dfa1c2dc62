using ChatEs.Api.Http;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native.Analytics;

/// <summary><c>GET /v1/analytics/{report}</c>: JSON, or CSV where the client accepts it.</summary>
internal sealed class GetReport(ReportRunner reports, TimeZones zones, RoomQueries rooms) : NativeOperation
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const int LongestZone = 64;
    private static readonly string[] NotOfAll = ["from", "to", "by"];

    protected override Description Describe() => new Description("A report.")
    {
        More = "As JSON, or as CSV with Accept: text/csv. It is of one sequence of the log, exactly: asOf. Days, weeks and months are those of the time zone; where clocks are set a day has 23 or 25 hours. Which values a report takes the list says.",
    }
        .ForAnalysts()
        .Asking(
            new QueryValue("from", "From this day or time on, 2026-01-31 or 2026-01-31T08:15:00Z; else from the beginning."),
            new QueryValue("to", "Up to this day or time, and without it; else to the end."),
            new QueryValue("by", "What a row is of. Weeks begin on Monday.") { Words = ReportQuery.Buckets },
            new QueryValue("timezone", "An IANA name; UTC where it is missing.") { Most = LongestZone, Example = "Europe/Berlin" },
            new QueryValue("room", "Only this room, by its number.", "integer") { Least = 1, Most = RoomNumber.Max },
            QueryValue.Limit(ReportQuery.MostRows, ReportQuery.UsualRows),
            new QueryValue("offset", "How many rows to leave out: next of the page before.", "integer") { Least = 0, Most = ReportQuery.MostOffset },
            new QueryValue("spreadsheetSafe", "Of CSV: put an apostrophe before texts that a spreadsheet would run as a formula. It changes the data.", "boolean"))
        .AnsweringTable(NativeJsonContext.Default.ReportBody)
        .Refusing(NativeCodes.ReportNotFound, NativeCodes.RoomNotFound, NativeCodes.NotAcceptable, NativeCodes.TimedOut);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (AllReports.Find(call.Route("report")!) is not { } report)
            return NativeErrors.ReportNotFound(call.Route("report")!);
        call.Http.Response.Headers.Vary = "Accept";
        if (AcceptedTypes.Best(call.Http.Request, Json, Csv) is not { } form)
            return NativeErrors.NotAcceptable(Json, Csv);
        var (query, isSafe) = (await Query(call, report), NativeValues.FlagOf(call, "spreadsheetSafe") ?? false);
        if (call.Problem is { } problem)
            return problem;
        if (query.Room is { } room && await rooms.Head(call.Tenant, new(room), call.Aborted) is null)
            return NativeErrors.RoomNotFound(new RoomNumber(room));
        ReportAnswer answer;
        try
        {
            answer = await reports.Run(report, query, call.Aborted);
        }
        catch (ReportTimeoutException slow)
        {
            return NativeErrors.TimedOut(slow.Message);
        }
        catch (TooManyReportsException busy)
        {
            return NativeErrors.Busy(busy.Message);
        }
        await (form == Csv ? ReportRendering.Csv(call, answer, isSafe) : ReportRendering.Json(call, query, answer));
        return null;
    }

    private async Task<ReportQuery> Query(NativeCall call, Report report)
    {
        foreach (var name in NotOfAll.Where(name => call.Query(name) is not null && !report.Parameters.Contains(name)))
            call.Invalid(name, $"The report {report.Name} does not take it.");
        var by = call.Query("by") ?? ReportQuery.Day;
        if (!ReportQuery.Buckets.Contains(by))
            call.Invalid("by", $"Must be one of {string.Join(", ", ReportQuery.Buckets)}.");
        var zone = call.Query("timezone") ?? "UTC";
        if (zone.Length > LongestZone || !await zones.Know(zone, call.Aborted))
            call.Invalid("timezone", "Must be the IANA name of a time zone, like Europe/Berlin or UTC.");
        var (from, to) = (Bound(call, "from"), Bound(call, "to"));
        if (ReportBound.AreOutOfOrder(from, to))
            call.Invalid("to", "Must be after from.");
        return new(
            call.Tenant, from, to, by, zone, call.QueryNumber("room", 1, RoomNumber.Max), call.Limit(ReportQuery.MostRows, ReportQuery.UsualRows),
            call.QueryNumber("offset", 0, ReportQuery.MostOffset) ?? 0);
    }

    private static ReportBound? Bound(NativeCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        var bound = ReportBound.OfDay(text) ?? (NativeValues.TimeOf(call, name, text) is { } time ? new(null, time) : null);
        if (bound is { IsReasonable: false })
            call.Invalid(name, $"Must be in the years {ReportBound.FirstYear} to {ReportBound.LastYear}.");
        return bound;
    }
}
