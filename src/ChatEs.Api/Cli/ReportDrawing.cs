using System.Globalization;
using ChatEs.Application.Analytics.Tabular;
using Spectre.Console;

namespace ChatEs.Api.Cli;

/// <summary>Reports for a person: a chart where one tells more than numbers do, else a table.</summary>
internal static class ReportDrawing
{
    private const int MostBars = 31;
    private const int WidthOfChart = 100;
    private static readonly string[] Weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>From nothing to the most, by what every terminal and every file can show.</summary>
    private static readonly string[] Shades = ["  ", "░░", "▒▒", "▓▓", "██"];

    public static void Draw(Terminal terminal, ReportTable table)
    {
        terminal.Draw(new Rule($"[bold]{Markup.Escape(table.Report.Title)}[/]").LeftJustified());
        terminal.Draw(Line(table.Report.Meaning));
        terminal.Draw(Line($"As of event {table.AsOf.ToString("N0", CultureInfo.InvariantCulture)}.{(table.HasMore ? " There are more rows: --limit." : "")}"));
        if (table.Rows.Count == 0)
            terminal.Draw(Line("Nothing in that time."));
        else if (table.Report.Name == "hours")
            terminal.Draw(Week(table));
        else
            DrawRows(terminal, table);
        terminal.Draw(Line(""));
    }

    private static void DrawRows(Terminal terminal, ReportTable table)
    {
        if (Bars(table) is { } chart)
            terminal.Draw(chart);
        var grid = new Table().Border(TableBorder.Simple);
        foreach (var column in table.Report.Columns)
        {
            var heading = new TableColumn(Markup.Escape(column.Name));
            grid.AddColumn(column.Type is ColumnType.Integer or ColumnType.Number ? heading.RightAligned() : heading);
        }
        foreach (var row in table.Rows)
            grid.AddRow([.. row.Select(cell => new Text(Spell(cell)))]);
        terminal.Draw(grid);
    }

    /// <returns>Null where a table says it all.</returns>
    private static BarChart? Bars(ReportTable table)
    {
        var (label, value) = table.Report.Name switch
        {
            "activity" => ("day", "messages"),
            "rooms" => ("name", "messages"),
            "users" => ("username", "messages"),
            "response-times" => ("day", "p50_seconds"),
            "read-times" => ("day", "p50_first_seconds"),
            _ => ("", ""),
        };
        if (label.Length == 0)
            return null;
        var (labels, values) = (Place(table, label), Place(table, value));
        var chart = new BarChart().Width(WidthOfChart).Label($"[bold]{value}[/]").LeftAlignLabel();
        foreach (var row in table.Report.HasBuckets ? table.Rows.TakeLast(MostBars) : table.Rows.Take(MostBars))
            chart.AddItem(Markup.Escape(Spell(row[labels])), Math.Round(Convert.ToDouble(row[values] ?? 0.0, CultureInfo.InvariantCulture), 1), Color.Blue);
        return chart;
    }

    /// <summary>Weekdays by hours, the darker the more.</summary>
    private static Table Week(ReportTable table)
    {
        var messages = table.Rows.ToDictionary(row => ((long)row[0]!, (long)row[1]!), row => (long)row[2]!);
        var most = messages.Values.Max();
        var grid = new Table().Border(TableBorder.None).AddColumn("");
        for (var hour = 0; hour < 24; hour++)
            grid.AddColumn(new TableColumn(hour.ToString("00", CultureInfo.InvariantCulture)).Padding(0, 0, 1, 0));
        grid.AddColumn(new TableColumn("messages").RightAligned());
        for (var day = 1; day <= Weekdays.Length; day++)
        {
            var hours = Enumerable.Range(0, 24).Select(hour => messages.GetValueOrDefault((day, hour))).ToList();
            grid.AddRow([new Text(Weekdays[day - 1]), .. hours.Select(count => new Text(Shade(count, most))), new Text(hours.Sum().ToString("N0", CultureInfo.InvariantCulture))]);
        }
        return grid;
    }

    private static string Shade(long count, long most) => count == 0 ? Shades[0] : Shades[1 + (int)((count - 1) * (Shades.Length - 1) / most)];

    private static Text Line(string text) => new(text + "\n");

    private static int Place(ReportTable table, string column) => table.Report.Columns.Select(c => c.Name).ToList().IndexOf(column);

    /// <summary>Control characters would write over the terminal.</summary>
    private static string Spell(object? cell) => cell switch
    {
        null => "",
        string text => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)),
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("0.#", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    };
}
