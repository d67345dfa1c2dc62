using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>
/// What the folder of an export holds, as <c>manifest.json</c>. There is no time in it: the same log, exported by the same
/// runs, gives the same manifest.
/// </summary>
/// <param name="Since">The events up to here are not in it.</param>
/// <param name="Through">The events up to here are: the next run goes on behind.</param>
/// <param name="TimeZone">Of all times: UTC.</param>
/// <param name="Texts">Whether the texts of messages are in it.</param>
/// <param name="SpreadsheetSafe">Whether texts that look like formulas have an apostrophe before them.</param>
public sealed record TableManifest(
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("fileFormat")] string FileFormat,
    [property: JsonPropertyName("timeZone")] string TimeZone,
    [property: JsonPropertyName("texts")] bool Texts,
    [property: JsonPropertyName("spreadsheetSafe")] bool SpreadsheetSafe,
    [property: JsonPropertyName("since")] long Since,
    [property: JsonPropertyName("through")] long Through,
    [property: JsonPropertyName("erasures")] ErasuresMet Erasures,
    [property: JsonPropertyName("tables")] IReadOnlyList<ManifestTable> Tables,
    [property: JsonPropertyName("parts")] IReadOnlyList<ManifestPart> Parts)
{
    public const string FileName = "manifest.json";

    internal const string Current = "chates-tables/1";

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = Wire.Encoder,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <returns>How many rows of the table are in the files.</returns>
    public long Rows(string table) => Parts.SelectMany(part => part.Files).Where(file => file.Table == table).Sum(file => file.Rows);
}

/// <summary>Erasures of the tenant's personal data that the files know: what they took is in none.</summary>
/// <param name="Sequence">The newest of them; 0 for none.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Events">How many events they took the personal part of.</param>
public sealed record ErasuresMet(
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("events")] long Events);

public sealed record ManifestTable(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("key")] IReadOnlyList<string> Key,
    [property: JsonPropertyName("columns")] IReadOnlyList<ManifestColumn> Columns);

/// <param name="Type">integer, text, boolean or timestamp.</param>
public sealed record ManifestColumn(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("nullable")] bool IsNullable);

/// <summary>A stretch of the log and the files that were made of it: one for each table that has rows there.</summary>
/// <param name="From">The first sequence.</param>
/// <param name="To">The last one.</param>
public sealed record ManifestPart(
    [property: JsonPropertyName("from")] long From,
    [property: JsonPropertyName("to")] long To,
    [property: JsonPropertyName("files")] IReadOnlyList<ManifestFile> Files);

/// <param name="Rows">Without the header.</param>
/// <param name="Sha256">Of the file, hexadecimal.</param>
public sealed record ManifestFile(
    [property: JsonPropertyName("table")] string Table,
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("rows")] long Rows,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("sha256")] string Sha256);
