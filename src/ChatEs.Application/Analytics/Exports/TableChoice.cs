using ChatEs.Application.Analytics.Exports.Versions;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>Whether a wish makes sense, and whether it is the one that a folder was begun with.</summary>
internal static class TableChoice
{
    public static IReadOnlyList<string> Names => AllVersions.Names;

    /// <returns>The tables that are wanted, in the order of the manifest.</returns>
    public static IReadOnlyList<string> Of(TableExportRequest request)
    {
        if (request.Format is not (TableExportRequest.Csv or TableExportRequest.Ndjson))
            throw new TableExportException($"Tables are written as {TableExportRequest.Csv} or {TableExportRequest.Ndjson}, not as {request.Format}.");
        if (request is { SpreadsheetSafe: true, Format: not TableExportRequest.Csv })
            throw new TableExportException("Only CSV can be made safe for spreadsheets.");
        if (request.Since < 0 || request.To < 0)
            throw new TableExportException("A sequence is not negative.");
        if (request.Tables?.Except(Names).ToList() is [var unknown, ..])
            throw new TableExportException($"There is no table {unknown}; there are: {string.Join(", ", Names)}.");
        return request.Tables is { Count: > 0 } wanted ? [.. Names.Where(wanted.Contains)] : Names;
    }

    public static TableManifest Begin(TableExportRequest request, IReadOnlyList<string> names)
    {
        var since = request.Since ?? 0;
        if (request.To < since)
            throw new TableExportException($"Nothing lies between {since} and {request.To}.");
        return new(
            TableManifest.Current, request.Tenant, request.Format, "UTC", request.WithTexts, request.SpreadsheetSafe, since, since,
            new(0, 0, 0), Described(names, request.WithTexts), []);
    }

    public static TableManifest Fitting(TableManifest found, TableExportRequest request, IReadOnlyList<string> names)
    {
        Same("the tenant", found.Tenant, request.Tenant);
        Same("the format", found.FileFormat, request.Format);
        Same("--with-texts", found.Texts, request.WithTexts);
        Same("--spreadsheet-safe", found.SpreadsheetSafe, request.SpreadsheetSafe);
        Same("--since-sequence", found.Since, request.Since ?? found.Since);
        Same("the tables", string.Join(", ", found.Tables.Select(t => t.Name)), string.Join(", ", names));
        // A newer program may know more columns: rows of two shapes do not belong into one table.
        if (!found.Tables.SelectMany(t => t.Columns).SequenceEqual(Described(names, request.WithTexts).SelectMany(t => t.Columns)))
            throw new TableExportException("The folder holds an export with other columns, of another version of the program. Begin in another one.");
        return found;
    }

    private static List<ManifestTable> Described(IReadOnlyList<string> names, bool withTexts) =>
    [
        .. AllVersions.Of(null!, "", withTexts).Select(v => v.Table).Where(t => names.Contains(t.Name))
            .Select(t => new ManifestTable(t.Name, t.Key, [.. t.All.Select(c => new ManifestColumn(c.Name, c.TypeName, c.IsNullable))])),
    ];

    private static void Same<T>(string what, T found, T wanted)
    {
        if (!EqualityComparer<T>.Default.Equals(found, wanted))
            throw new TableExportException($"The folder holds an export in which {what} is {found}, not {wanted}. Begin in another one.");
    }
}
