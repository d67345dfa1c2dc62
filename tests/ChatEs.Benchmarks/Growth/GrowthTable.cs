using ChatEs.Benchmarks.Report;
using Spectre.Console;

namespace ChatEs.Benchmarks.Growth;

/// <summary>What was measured at one size.</summary>
/// <param name="Events">In the log before the measuring.</param>
internal sealed record GrowthStep(string Name, long Events, long DatabaseBytes)
{
    public List<Figure> Figures { get; } = [];

    /// <summary>Of the service, after its figures.</summary>
    public long? ResidentBytes { get; set; }
}

/// <summary>A row for each figure, a column for each size: what is flat is seen to be.</summary>
internal static class GrowthTable
{
    public static void Print(string title, IReadOnlyList<GrowthStep> steps)
    {
        if (steps.Count == 0)
            return;
        var table = FigureTable.New(title, steps.Select(step => step.Name));
        for (var row = 0; row < steps[0].Figures.Count; row++)
        {
            var (index, first) = (row, steps[0].Figures[row]);
            var callers = first.Connections is { } many ? $", {many} callers" : "";
            table.AddRow([first.Title + callers, .. steps.Select(step => Cell(step.Figures[index]))]);
        }
        table.AddRow(["events in the log before", .. steps.Select(step => FigureTable.Number(step.Events))]);
        table.AddRow(["database, MiB", .. steps.Select(step => FigureTable.Number(step.DatabaseBytes >> 20))]);
        table.AddRow(["RSS of the service, MiB", .. steps.Select(step => FigureTable.Number(step.ResidentBytes >> 20))]);
        AnsiConsole.Write(table);
    }

    private static string Cell(Figure figure)
    {
        var measured = figure.Measured;
        var failed = measured.Errors > 0 ? $" [red]{measured.Errors} errors: {Markup.Escape(measured.FirstError ?? "")}[/]" : "";
        return figure.Connections is null
            ? $"{FigureTable.Number(measured.P50Milliseconds)} ms"
            : $"{FigureTable.Number(measured.PerSecond)} / {FigureTable.Number(measured.P50Milliseconds, 2)} / {FigureTable.Number(measured.Cpu.PerOperation(measured.PerSecond))}{failed}";
    }
}
