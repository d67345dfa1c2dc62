using ChatEs.Application.Analytics.Tabular;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>
/// A table of versions: a row for every event that changed a thing, with the thing as that event left it. The newest row
/// of a key, unless it says <c>deleted</c>, is the thing as it is.
/// </summary>
/// <param name="Key">Names of columns; together with <c>sequence</c> they name a row.</param>
/// <param name="Columns">Without the three that every table begins with.</param>
public sealed record VersionTable(string Name, string Meaning, IReadOnlyList<string> Key, params IReadOnlyList<Column> Columns)
{
    /// <summary>What every table begins with.</summary>
    public static readonly IReadOnlyList<Column> Common =
    [
        new("sequence", ColumnType.Integer, "The event that made this version, by its place in the log."),
        new("happened_at", ColumnType.Timestamp, "When that was, server time."),
        new("deleted", ColumnType.Boolean, "Whether the thing is gone from this version on."),
    ];

    /// <summary>All columns, in their order.</summary>
    public IReadOnlyList<Column> All { get; } = [.. Common, .. Columns];
}
