using System.Globalization;
using ChatEs.Fuzz.Seeds;
using Spectre.Console;

namespace ChatEs.Fuzz;

internal static class FuzzTable
{
    private const int Width = 160;

    public static void Print(FuzzOutcome outcome)
    {
        // Into a file or a pipe the width is taken for that of an old terminal, and every cell would be broken.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Width;
        AnsiConsole.Write(Table(outcome));
        AnsiConsole.WriteLine("server: refused by the HTTP server before routing; no answer: the client went away, or sent what has none");
        foreach (var (what, times) in outcome.Done.OrderByDescending(done => done.Value))
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-12} changed {times,9:n0} times"));
        foreach (var route in outcome.Routes.Where(route => route is { Done: 0, Elsewhere: 0 } && route.Route != FuzzRoute.None.Key))
            AnsiConsole.MarkupLineInterpolated($"[yellow]never answered 2xx: {route.Route}[/]");
        foreach (var finding in outcome.Findings)
            AnsiConsole.MarkupLineInterpolated($"[red]{finding.Route}: {finding.Status} {finding.Kind}, {finding.Times} times: {finding.Words} {finding.File}[/]");
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {outcome.Seed}: {outcome.Requests:n0} requests in {outcome.Seconds:n0} s, {outcome.Watched:n0} refusals counted around; the service holds {outcome.Memory >> 20} MB, {outcome.MostMemory >> 20} MB at most; {outcome.Findings.Count} objections"));
    }

    private static Table Table(FuzzOutcome outcome)
    {
        var table = new Table().Border(TableBorder.Horizontal).AddColumn("route");
        foreach (var name in new[] { "requests", "2xx", "3xx", "4xx", "server", "5xx", "no answer" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var dialect in outcome.Routes.GroupBy(route => route.Dialect).OrderBy(group => group.Key))
        {
            foreach (var route in dialect)
                table.AddRow([Markup.Escape(route.Route), .. Cells([route])]);
            table.AddRow([$"[bold]{dialect.Key}[/]", .. Cells([.. dialect])]);
        }
        return table.AddRow(["[bold]all[/]", .. Cells(outcome.Routes)]);
    }

    private static string[] Cells(IReadOnlyList<RouteCount> routes) =>
    [
        Number(routes.Sum(r => r.Requests)), Number(routes.Sum(r => r.Done)), Number(routes.Sum(r => r.Elsewhere)), Number(routes.Sum(r => r.Refused)), Number(routes.Sum(r => r.Kestrel)),
        Number(routes.Sum(r => r.Failed)), Number(routes.Sum(r => r.Unanswered)),
    ];

    private static string Number(int value) => value.ToString("n0", CultureInfo.InvariantCulture);
}
