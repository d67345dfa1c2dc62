using System.Globalization;

namespace ChatEs.Application.Analytics.Tabular;

/// <summary>How a value is spelled, the same in CSV and in JSON: no culture, no zone but UTC.</summary>
internal static class Cells
{
    private const string Micros = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <param name="value">Of the type that <see cref="ColumnType"/> says.</param>
    public static string Spell(object value) => value switch
    {
        string text => text,
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString(Micros, CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "No cell is of this type."),
    };
}
