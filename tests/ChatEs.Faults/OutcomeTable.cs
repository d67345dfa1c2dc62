using System.Globalization;
using ChatEs.Faults.Plans;
using Spectre.Console;

namespace ChatEs.Faults;

internal static class OutcomeTable
{
    public static void Print(IReadOnlyList<Outcome> outcomes)
    {
        // Into a file or a pipe the width is taken for that of an old terminal, and every cell would be broken.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        if (outcomes.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Horizontal);
        foreach (var name in new[] { "seed", "services", "clients", "requests", "done", "refused", "503", "no answer", "slowest s", "503 s", "events", "s", "holds" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var outcome in outcomes)
            table.AddRow(Cells(outcome));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("slowest s: the longest that a client waited for any answer; 503 s: for a 503");
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var with = outcomes.Where(o => o.Plan.Faults.Any(f => f.Kind == kind)).ToList();
            AnsiConsole.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{FaultKinds.NameOf(kind),-16} {with.Sum(o => o.Plan.Faults.Count(f => f.Kind == kind)),4} times in {with.Count,3} schedules, {with.Count(o => !o.Holds)} of them do not hold"));
        }
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{outcomes.Count} schedules, {outcomes.Sum(o => o.Requests):n0} requests, {outcomes.Sum(o => o.Events):n0} events; {outcomes.Count(o => !o.Holds)} do not hold"));
    }

    private static string[] Cells(Outcome o) =>
    [
        Number(o.Plan.Seed), Number(o.Plan.Services), Number(o.Plan.Clients), Number(o.Requests), Number(o.Done), Number(o.Refused),
        Number(o.Unavailable), Number(o.Unanswered), Number(o.SlowestSeconds, 2), Number(o.SlowestUnavailableSeconds, 2), Number(o.Events), Number(o.Seconds, 1), o.Holds ? "yes" : "NO",
    ];

    private static string Number(double value, int decimals = 0) => value.ToString($"f{decimals}", CultureInfo.InvariantCulture);
}
