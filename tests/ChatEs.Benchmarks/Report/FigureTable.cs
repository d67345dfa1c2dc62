using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ChatEs.Benchmarks.Report;

internal static class FigureTable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(IReadOnlyList<Figure> figures, Machine machine)
    {
        var table = new Table().Border(TableBorder.Simple).Caption(Markup.Escape(machine.ToString()));
        table.AddColumn("figure");
        foreach (var name in new[] { "callers", "per second", "p50 ms", "p99 ms", "of its limits", "CPU service", "postgres", "client", "others", "µs CPU each", "RSS MiB" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var figure in figures)
            table.AddRow([.. Cells(figure).Select(cell => new Markup(figure.IsLimit ? $"[grey]{Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
        AnsiConsole.Write(table);
        foreach (var failed in figures.Where(figure => figure.Measured.Errors > 0))
            AnsiConsole.MarkupLineInterpolated($"[red]{failed.Name}, {failed.Connections} callers: {failed.Measured.Errors} errors. The first: {failed.Measured.FirstError}[/]");
    }

    public static void PrintLine(Figure figure) =>
        AnsiConsole.MarkupLineInterpolated($"[grey]{figure.Name}, {figure.Connections}: {Number(figure.Measured.PerSecond, 0)} per second[/]");

    public static async Task Save(string file, IReadOnlyList<Figure> figures, Machine machine, CancellationToken cancellation)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, new { machine, figures }, Indented, cancellation);
    }

    private static string[] Cells(Figure figure)
    {
        var (measured, cpu) = (figure.Measured, figure.Measured.Cpu);
        return
        [
            figure.Name, Number(figure.Connections, 0), Number(measured.PerSecond, 0), Number(measured.P50Milliseconds, 2),
            Number(measured.P99Milliseconds, 2), string.Join(", ", figure.Ratios.Select(ratio => $"{Number(ratio.Value, 2)} × {ratio.Key}")),
            Number(cpu.Service, 2), Number(cpu.Postgres, 2), Number(cpu.Client, 2), Number(cpu.Others, 2),
            Number(cpu.PerOperation(measured.PerSecond), 0), Number(measured.ResidentBytes >> 20, 0),
        ];
    }

    private static string Number(double? value, int decimals) =>
        value is { } known ? known.ToString($"n{decimals}", CultureInfo.InvariantCulture) : "";
}
