using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>
/// docs/analytics.md: its queries are run on what the demo tenant imports, and every answer is compared. With
/// CHATES_WRITE_DOCS=1 the answers are written into the page, and somebody has to read what changed.
/// </summary>
public sealed partial class the_page_for_analysts : IAsyncLifetime
{
    private const int Queries = 10;

    private static readonly string Page = Path.Combine(Repository.Root, "docs/analytics.md");
    private static readonly string[] NumberTypes = ["integer", "bigint", "double precision", "numeric"];

    private DemoWorld _world = null!;
    private NpgsqlDataSource _analyst = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await DemoWorld.Start($"page_for_analysts_{Guid.NewGuid():n}");
        await _world.Chat.Service<Rollups>().CatchUp();
        var granted = await _world.Chat.Service<AnalyticsLogins>().Grant("demo", withTexts: false, expiresAt: null, default);
        _analyst = NpgsqlDataSource.Create(granted.Result!.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _analyst.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task shows_real_answers()
    {
        var text = await File.ReadAllTextAsync(Page);
        var (written, at, queries) = (new StringBuilder(), 0, 0);
        foreach (Match block in Query().Matches(text))
        {
            var (sql, answer) = (block.Groups["sql"].Value, block.Groups["answer"]);
            var real = await Answer(sql);
            written.Append(text, at, answer.Index - at).Append(real);
            at = answer.Index + answer.Length;
            queries++;
            if (!IsWriting)
                answer.Value.ShouldBe(real, sql);
        }
        if (IsWriting)
            await File.WriteAllTextAsync(Page, written.Append(text, at, text.Length - at).ToString());
        queries.ShouldBe(Queries);
    }

    [Fact]
    public async Task names_every_view_and_column_with_its_type_and_no_other()
    {
        var documented = new List<string>();
        var view = "";
        foreach (var line in await File.ReadAllLinesAsync(Page))
        {
            if (View().Match(line) is { Success: true } heading)
                view = heading.Groups["view"].Value;
            else if (line.StartsWith("## ", StringComparison.Ordinal))
                view = "";
            else if (view.Length > 0 && Column().Match(line) is { Success: true } column)
                documented.Add($"{view}.{column.Groups["column"].Value} {column.Groups["type"].Value}");
        }
        documented.ShouldBe(await Rows.Read(_analyst, """
            select table_name || '.' || column_name || ' ' || replace(replace(data_type, 'timestamp with time zone', 'timestamptz'), 'double precision', 'double')
            from information_schema.columns
            where table_schema = 'analytics'
            """), ignoreOrder: true);
        documented.Count.ShouldBeGreaterThan(120);
    }

    private static bool IsWriting => Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1";

    /// <summary>As psql shows it: numbers to the right, everything else to the left.</summary>
    private async Task<string> Answer(string sql)
    {
        await using var command = _analyst.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var (columns, rows) = (reader.FieldCount, new List<string[]>());
        var isNumber = Enumerable.Range(0, columns).Select(i => NumberTypes.Contains(reader.GetDataTypeName(i))).ToList();
        rows.Add([.. Enumerable.Range(0, columns).Select(reader.GetName)]);
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, columns).Select(i => reader.IsDBNull(i) ? "" : Shown(reader.GetValue(i)))]);
        var widths = Enumerable.Range(0, columns).Select(i => rows.Max(row => row[i].Length)).ToList();
        var lines = rows.Select(row => string.Join(" | ", row.Select((cell, i) => isNumber[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()).ToList();
        lines.Insert(1, string.Join("-|-", widths.Select(width => new string('-', width))));
        return string.Join('\n', lines) + "\n";
    }

    private static string Shown(object value) => value switch
    {
        DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex("```sql\n(?<sql>[^`]+)```\n\n```\n(?<answer>[^`]*)```", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Query();

    [GeneratedRegex("^### `(?<view>[a-z_]+)`$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex View();

    [GeneratedRegex(@"^\| `(?<column>[a-z0-9_]+)` \| (?<type>[a-z]+) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Column();
}
