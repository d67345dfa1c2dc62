using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

internal sealed record ReportsBody(
    [property: JsonPropertyName("reports"), Means("All of them.")] IReadOnlyList<ReportListBody> Reports);

internal sealed record ReportListBody(
    [property: JsonPropertyName("report"), Means("Its name, for the address.")] string Report,
    [property: JsonPropertyName("title"), Means("For people.")] string Title,
    [property: JsonPropertyName("meaning"), Means("What a row is, and what counts.")] string Meaning,
    [property: JsonPropertyName("parameters"), Means("The query values that it takes.")] IReadOnlyList<string> Parameters,
    [property: JsonPropertyName("columns"), Means("In their order.")] IReadOnlyList<ReportColumnBody> Columns);

internal sealed record ReportColumnBody(
    [property: JsonPropertyName("name"), Means("As in CSV and in each row.")] string Name,
    [property: JsonPropertyName("type"), Means("What its values are.", Words = "integer number text boolean timestamp date")] string Type,
    [property: JsonPropertyName("meaning"), Means("In words, with the unit.")] string Meaning,
    [property: JsonPropertyName("nullable"), Means("Whether a value may be null.")] bool Nullable);

/// <summary>Written row by row by <see cref="Analytics.ReportRendering"/>; here it says what comes out.</summary>
internal sealed record ReportBody(
    [property: JsonPropertyName("report"), Means("Its name.")] string Report,
    [property: JsonPropertyName("asOf"), Means("The sequence of the log that it is of, exactly.")] long AsOf,
    [property: JsonPropertyName("timezone"), Means("By which days and hours are reckoned.")] string TimeZone,
    [property: JsonPropertyName("from"), Means("From then on; missing for from the beginning.")] DateTime? From,
    [property: JsonPropertyName("to"), Means("Up to then, and without it; missing for to the end.")] DateTime? To,
    [property: JsonPropertyName("by"), Means("What a row is of; missing where rows are of something else.", Words = "day week month")] string? By,
    [property: JsonPropertyName("columns"), Means("In their order.")] IReadOnlyList<ReportColumnBody> Columns,
    [property: JsonPropertyName("rows"), Means("An object each, with all columns as members, null among the values.")] IReadOnlyList<RawJson> Rows,
    [property: JsonPropertyName("next"), Means("Goes into offset, for the next page; missing on the last one.")] long? Next);
