using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ChatEs.Benchmarks.Report;

internal static class FigureTable
{
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Columns =
        ["callers", "per second", "p50 ms", "p99 ms", "reached", "service", "postgres", "client", "others", "µs each", "RSS MiB", "KiB each"];

    /// <summary>Each figure with its limits below it, and on a limit's row how much of it the figure reaches.</summary>
    public static void Print(IReadOnlyList<Figure> figures, Machine machine)
    {
        var table = New("", Columns);
        foreach (var figure in figures)
        {
            table.AddRow(Cells(figure.Title, figure.Connections, figure.Measured, null, "default"));
            foreach (var limit in figure.Limits)
                table.AddRow(Cells($"  {limit.Name}", limit.Clients, limit.Measured, figure.RatioTo(limit), "grey"));
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("service, postgres, client, others: CPU seconds a second; µs each: CPU of the first three for one operation;");
        AnsiConsole.WriteLine("RSS: of the service, of a job the most that its process had; KiB each: allocated by the service for one operation");
        AnsiConsole.WriteLine(machine.ToString());
        foreach (var failed in figures.Where(figure => figure.Measured.Errors > 0))
            AnsiConsole.MarkupLineInterpolated($"[red]{failed.Title}, {failed.Connections} callers: {failed.Measured.Errors} errors. The first: {failed.Measured.FirstError}[/]");
    }

    /// <summary>A table with one column of names.</summary>
    public static Table New(string first, IEnumerable<string> numbers)
    {
        var table = new Table().Border(TableBorder.Horizontal);
        table.AddColumn(new TableColumn(first).NoWrap());
        foreach (var name in numbers)
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        return table;
    }

    public static void PrintLine(string name, int callers, Measured measured) =>
        AnsiConsole.MarkupLineInterpolated($"[grey]{name}, {callers}: {Number(measured.PerSecond)} a second[/]");

    public static async Task Save(string file, IReadOnlyList<Figure> figures, Machine machine, CancellationToken cancellation)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, new { machine, figures }, Indented, cancellation);
    }

    private static Markup[] Cells(string name, int? callers, Measured measured, double? reached, string style)
    {
        var cpu = measured.Cpu;
        string[] cells =
        [
            name, Number(callers), measured.Operations == 0 && callers is null ? "" : Number(measured.PerSecond),
            // A job that counts what it did has one time, and that says the rate.
            .. callers is null && measured.Operations > 0 ? ["", ""] : new[] { Number(measured.P50Milliseconds, 2), Number(measured.P99Milliseconds, 2) },
            reached is null ? "" : $"{Number(reached, 2)} ×",
            Number(cpu.Service, 2), Number(cpu.Postgres, 2), Number(cpu.Client, 2), Number(cpu.Others, 2),
            Number(cpu.PerOperation(measured.PerSecond)), Number(measured.ResidentBytes >> 20), Number(measured.AllocatedBytesEach / 1024, 1),
        ];
        return [.. cells.Select(cell => new Markup($"[{style}]{Markup.Escape(cell)}[/]"))];
    }

    public static string Number(double? value, int decimals = 0) =>
        value is { } known ? known.ToString($"n{decimals}", CultureInfo.InvariantCulture) : "";
}
