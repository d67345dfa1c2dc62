using System.Globalization;
using Npgsql;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>Rows as lines of text, so that what SQL says and what a test has counted compare, and differ legibly.</summary>
internal static class Rows
{
    public static string Of(params object?[] values) => string.Join('|', values.Select(Text));

    public static async Task<List<string>> Read(NpgsqlDataSource db, string sql, params object[] parameters)
    {
        await using var command = db.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.AddWithValue(value);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(Of([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]));
        return rows;
    }

    private static string Text(object? value) => value switch
    {
        null => "-",
        DateTimeOffset at => Text(at.UtcDateTime),
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double seconds => Math.Round(seconds, 3).ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
