using System.Text;
using System.Text.Json;
using ChatEs.Application.Analytics.Exports;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>The folder of an export, read as a stranger would: by its manifest.</summary>
internal sealed class ExportFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chates-tables-").FullName;

    public TableManifest Manifest => JsonSerializer.Deserialize<TableManifest>(File.ReadAllText(File_(TableManifest.FileName)))!;

    /// <summary>The bytes of every file, the manifest's, too, by name.</summary>
    public Dictionary<string, string> Content => Directory.EnumerateFiles(Path).Where(file => !System.IO.Path.GetFileName(file).StartsWith('.'))
        .ToDictionary(file => System.IO.Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);

    public string File_(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The lines of all files of a table, one after the other, without headers.</summary>
    public string Lines(string table)
    {
        var (manifest, lines) = (Manifest, new StringBuilder());
        foreach (var file in manifest.Parts.SelectMany(part => part.Files).Where(file => file.Table == table))
        {
            var text = File.ReadAllText(File_(file.File));
            lines.Append(manifest.FileFormat == "csv" ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text);
        }
        return lines.ToString();
    }

    /// <summary>Of an export as NDJSON.</summary>
    public List<JsonElement> Rows(string table) =>
        [.. Lines(table).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    /// <summary>The newest version of each key that is not deleted: the table as it is.</summary>
    public List<JsonElement> Current(string table)
    {
        var key = Manifest.Tables.Single(t => t.Name == table).Key;
        return
        [
            .. Rows(table).GroupBy(row => string.Join('\u001f', key.Select(column => row.GetProperty(column).GetRawText())))
                .Select(versions => versions.MaxBy(row => row.GetProperty("sequence").GetInt64()))
                .Where(row => !row.GetProperty("deleted").GetBoolean()),
        ];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
