using System.CommandLine;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class ReportVerb
{
    /// <summary>What is asked most, on one screen each.</summary>
    private static readonly IReadOnlyList<string> Usual = ["activity", "hours", "rooms", "users", "response-times-by-room"];

    private const int RowsOfUsual = 10;

    private static readonly Option<string> By = new("--by") { Description = "What a row is of; weeks begin on Monday.", DefaultValueFactory = _ => ReportQuery.Day };
    private static readonly Option<string> Zone = new("--timezone") { Description = "An IANA name: days and hours are reckoned by it.", HelpName = "name", DefaultValueFactory = _ => "UTC" };
    private static readonly Option<string?> From = new("--from") { Description = "From this day (2026-01-31), or time with its zone, on.", HelpName = "time" };
    private static readonly Option<string?> To = new("--to") { Description = "Up to this day or time, and without it.", HelpName = "time" };
    private static readonly Option<long?> Room = new("--room") { Description = "Only this room.", HelpName = "number" };
    private static readonly Option<int?> Limit = new("--limit") { Description = $"How many rows at most, up to {ReportQuery.MostRows:N0}; of days, weeks and months the newest.", HelpName = "n" };

    public static Command Create()
    {
        var name = new Argument<string?>("report") { Description = $"One of {string.Join(", ", AllReports.All.Select(report => report.Name))}; without it those that are asked for most.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. AllReports.All.Select(report => report.Name)]);
        By.AcceptOnlyFromAmong([.. ReportQuery.Buckets]);
        return new Command("report", "Reports on a tenant as tables and charts: the busiest rooms, activity by day and hour, response times and the like.")
            { name, TenantVerbs.Tenant, From, To, By, Zone, Room, Limit }
            .Examples(
                "chates report --tenant demo", "chates report activity --tenant demo --by week --timezone Europe/Berlin --from 2026-01-01",
                "chates report response-times-by-user --tenant demo --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var one = parsed.GetValue(name);
                var query = await Query(session, parsed, tenant, one is null ? RowsOfUsual : ReportQuery.UsualRows, cancellation);
                if (query.Room is { } room && await session.Get<RoomQueries>().Head(tenant, new(room), cancellation) is null)
                    return session.Terminal.Refused(AuditVerbs.NoRoom(tenant, new RoomNumber(room)));
                var tables = new List<ReportTable>();
                foreach (var report in one is null ? Usual : [one])
                    tables.Add(await Ask(session, AllReports.Find(report)!, query, cancellation));
                Show(session.Terminal, tenant, query, tables);
                return ExitCode.Done;
            });
    }

    private static async Task<ReportQuery> Query(Session session, ParseResult parsed, string tenant, int usually, CancellationToken cancellation)
    {
        var zone = parsed.GetRequiredValue(Zone);
        if (!await session.Get<TimeZones>().Know(zone, cancellation))
            throw CliFailure.Usage($"--timezone must be the IANA name of a time zone, like Europe/Berlin: {zone} is none.");
        var (from, to) = (Bound("--from", parsed.GetValue(From)), Bound("--to", parsed.GetValue(To)));
        if (ReportBound.AreOutOfOrder(from, to))
            throw CliFailure.Usage("--to must be after --from.");
        var limit = parsed.GetValue(Limit) ?? usually;
        if (limit is < 1 or > ReportQuery.MostRows)
            throw CliFailure.Usage($"--limit must be 1 to {ReportQuery.MostRows}.");
        return new(tenant, from, to, parsed.GetRequiredValue(By), zone, parsed.GetValue(Room), limit);
    }

    private static ReportBound? Bound(string option, string? text)
    {
        if (text is null)
            return null;
        var bound = ReportBound.OfDay(text) ?? new ReportBound(null, AuditVerbs.Time(option, text));
        return bound.IsReasonable ? bound : throw CliFailure.Usage($"{option} must be in the years {ReportBound.FirstYear} to {ReportBound.LastYear}.");
    }

    private static async Task<ReportTable> Ask(Session session, Report report, ReportQuery query, CancellationToken cancellation)
    {
        // Of days the newest are wanted, which come last, and hours make one picture.
        var all = query with { Limit = report.HasBuckets || report.Name == "hours" ? ReportQuery.MostRows : query.Limit };
        ReportAnswer answer;
        try
        {
            answer = await session.Get<ReportRunner>().Run(report, all, cancellation);
        }
        catch (ReportTimeoutException slow)
        {
            throw new CliFailure(slow.Message, slow) { Code = "timed_out" };
        }
        return report.HasBuckets && answer.Rows.Count > query.Limit
            ? new(report, answer.AsOf, [.. answer.Rows.TakeLast(query.Limit)], true)
            : new(report, answer.AsOf, answer.Rows, answer.HasMore);
    }

    private static void Show(Terminal terminal, string tenant, ReportQuery query, List<ReportTable> tables)
    {
        if (terminal.Json)
        {
            ReportJson.Write(terminal.Streams.Output, tenant, query, tables);
            return;
        }
        if (tables.All(table => table.Rows.Count == 0))
            terminal.Draw(new Text($"Nothing happened in {tenant} in that time.\n"));
        else
            tables.ForEach(table => ReportDrawing.Draw(terminal, table));
    }
}

/// <param name="HasMore">Whether rows were left out.</param>
internal sealed record ReportTable(Report Report, long AsOf, IReadOnlyList<object?[]> Rows, bool HasMore);
