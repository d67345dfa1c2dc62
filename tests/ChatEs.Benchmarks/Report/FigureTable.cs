using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ChatEs.Benchmarks.Report;

internal static class FigureTable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Each figure with its limits below it, and on a limit's row how much of it the figure reaches.</summary>
    public static void Print(IReadOnlyList<Figure> figures, Machine machine)
    {
        // Into a file or a pipe the width is taken for that of an old terminal, and every cell would be broken.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 140;
        var table = new Table().Border(TableBorder.Horizontal);
        table.AddColumn(new TableColumn("").NoWrap());
        foreach (var name in new[] { "callers", "per second", "p50 ms", "p99 ms", "reached", "service", "postgres", "client", "others", "µs each", "RSS MiB" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var figure in figures)
        {
            table.AddRow(Cells(figure.Name, figure.Connections, figure.Measured, null, "default"));
            foreach (var limit in figure.Limits)
                table.AddRow(Cells($"  {limit.Name}", limit.Clients, limit.Measured, figure.RatioTo(limit), "grey"));
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("service, postgres, client, others: CPU seconds a second; µs each: CPU of the first three for one operation");
        AnsiConsole.WriteLine(machine.ToString());
        foreach (var failed in figures.Where(figure => figure.Measured.Errors > 0))
            AnsiConsole.MarkupLineInterpolated($"[red]{failed.Name}, {failed.Connections} callers: {failed.Measured.Errors} errors. The first: {failed.Measured.FirstError}[/]");
    }

    public static void PrintLine(string name, int callers, Measured measured) =>
        AnsiConsole.MarkupLineInterpolated($"[grey]{name}, {callers}: {Number(measured.PerSecond, 0)} a second[/]");

    public static async Task Save(string file, IReadOnlyList<Figure> figures, Machine machine, CancellationToken cancellation)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, new { machine, figures }, Indented, cancellation);
    }

    private static Markup[] Cells(string name, int callers, Measured measured, double? reached, string style)
    {
        var cpu = measured.Cpu;
        string[] cells =
        [
            name, Number(callers, 0), Number(measured.PerSecond, 0), Number(measured.P50Milliseconds, 2),
            Number(measured.P99Milliseconds, 2), reached is null ? "" : $"{Number(reached, 2)} ×",
            Number(cpu.Service, 2), Number(cpu.Postgres, 2), Number(cpu.Client, 2), Number(cpu.Others, 2),
            Number(cpu.PerOperation(measured.PerSecond), 0), Number(measured.ResidentBytes >> 20, 0),
        ];
        return [.. cells.Select(cell => new Markup($"[{style}]{Markup.Escape(cell)}[/]"))];
    }

    public static string Number(double? value, int decimals = 0) =>
        value is { } known ? known.ToString($"n{decimals}", CultureInfo.InvariantCulture) : "";
}
