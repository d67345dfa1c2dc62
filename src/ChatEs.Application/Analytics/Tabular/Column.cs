namespace ChatEs.Application.Analytics.Tabular;

/// <summary>What a cell may hold. A null is a null in every type.</summary>
public enum ColumnType
{
    /// <summary>64 bits, signed: a <see cref="long"/>.</summary>
    Integer,

    /// <summary>A <see cref="double"/>.</summary>
    Number,

    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>A <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>A <see cref="DateTimeOffset"/>: UTC, whole microseconds, ISO 8601.</summary>
    Timestamp,

    /// <summary>A <see cref="DateOnly"/>: a day of the calendar of the zone that was asked for.</summary>
    Date,
}

/// <summary>One column of a table that is handed out.</summary>
/// <param name="Name">snake_case, as in SQL.</param>
/// <param name="Meaning">In words, with the unit: the documentation and the OpenAPI document say the same.</param>
public sealed record Column(string Name, ColumnType Type, string Meaning, bool IsNullable = false)
{
    /// <summary>How the manifest, the list of reports and the documentation spell the type.</summary>
    public string TypeName => Type.ToString().ToLowerInvariant();

    public static Column Integer(string name, string meaning, bool isNullable = false) => new(name, ColumnType.Integer, meaning, isNullable);

    public static Column Text(string name, string meaning, bool isNullable = false) => new(name, ColumnType.Text, meaning, isNullable);

    public static Column Time(string name, string meaning, bool isNullable = false) => new(name, ColumnType.Timestamp, meaning, isNullable);
}
