using ChatEs.Application.Analytics.Exports.Versions;
using ChatEs.Application.Analytics.Tabular;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>Makes the files of one stretch of the log.</summary>
internal sealed class PartWriter(TableFolder folder, StoredEvents log, EventTypes types, EarlierEvents earlier)
{
    private const int EventsAPage = 2_000;
    private const int CharactersAPage = 4 << 20;

    public async Task<ManifestPart> Write(TableManifest manifest, long from, long to, Action<long> reached, CancellationToken cancellation)
    {
        var names = manifest.Tables.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        RowFormat format = manifest.FileFormat == TableExportRequest.Csv ? new CsvFormat(manifest.SpreadsheetSafe) : new NdjsonFormat();
        List<(TableVersions Versions, TableFile File)> tables =
        [
            .. AllVersions.Of(earlier, manifest.Tenant, manifest.Texts).Where(v => names.Contains(v.Table.Name))
                .Select(v => (v, new TableFile(folder, TableFolder.NameOf(v.Table.Name, from, to, format.Extension), v.Table, format))),
        ];
        try
        {
            await foreach (var page in Pages(manifest.Tenant, tables.SelectMany(t => t.Versions.Events), from, to, cancellation))
            {
                foreach (var (versions, file) in tables)
                {
                    await versions.Prepare(page, cancellation);
                    foreach (var e in page)
                    {
                        foreach (var row in versions.Rows(e))
                            file.Add(row);
                    }
                    await file.Flush(cancellation);
                }
                reached(page[^1].Sequence);
            }
            var files = new List<ManifestFile>();
            foreach (var (_, file) in tables)
            {
                if (await file.Finish(cancellation) is { } finished)
                    files.Add(finished);
            }
            return new(from, to, files);
        }
        finally
        {
            foreach (var (_, file) in tables)
                await file.DisposeAsync();
        }
    }

    private async IAsyncEnumerable<List<Event>> Pages(
        string tenant, IEnumerable<string> names, long from, long to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (page, characters) = (new List<Event>(), 0);
        var range = new EventRange(tenant, FromSequence: from, ToSequence: to, Types: [.. names.Distinct()]);
        await foreach (var stored in log.Read(range, cancellation))
        {
            page.Add(Read(stored));
            characters += stored.Data.Length;
            if (page.Count < EventsAPage && characters < CharactersAPage)
                continue;
            yield return page;
            (page, characters) = ([], 0);
        }
        if (page.Count > 0)
            yield return page;
    }

    private Event Read(StoredEvent stored)
    {
        var (name, data) = types.Read(stored.Type, stored.Data);
        return new()
        {
            Sequence = stored.Sequence,
            Stream = stored.Stream,
            Version = stored.Version,
            Id = stored.Id,
            Type = name,
            Timestamp = stored.Timestamp,
            Data = data,
        };
    }
}
