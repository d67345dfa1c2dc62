using ChatEs.Application.Analytics.Exports.Versions;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;
using Npgsql;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>What is asked for. A folder that holds an export goes on with it: then all of this must be as it was.</summary>
/// <param name="Tables">Names; null is all.</param>
/// <param name="Since">The events up to here are left out; null is 0, or as it was.</param>
/// <param name="To">The last sequence; null is the newest of the moment.</param>
/// <param name="WithTexts">Whether the texts of messages are in it.</param>
public sealed record TableExportRequest(
    string Tenant, string Folder, string Format = TableExportRequest.Csv, IReadOnlyList<string>? Tables = null, long? Since = null, long? To = null,
    bool WithTexts = false, bool SpreadsheetSafe = false)
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";

    /// <summary>A file holds what happened between two multiples of this: a run that is broken off loses that much.</summary>
    public long SequencesAFile { get; init; } = 1_000_000;
}

/// <param name="Rewritten">How many files were there before and had to be written anew, since something in them was erased.</param>
public sealed record TableExportResult(TableManifest Manifest, IReadOnlyList<ManifestFile> Added, int Rewritten);

public sealed record TableExportProgress(long Sequence, long FirstSequence, long LastSequence);

/// <summary>
/// Writes the versions of a tenant's rooms, users, messages and the rest to a folder, a file for each table and stretch of
/// the log. Run again, it adds what is new. The rows are made of the log alone, up to a sequence: the same stretch gives
/// the same bytes whenever it is asked for, but for what was erased since. That is taken out of the files that are there.
/// </summary>
public sealed class TableExport(NpgsqlDataSource db, StoredEvents events, LogReader log, EventTypes types)
{
    private const int MostAttempts = 5;

    /// <exception cref="TableExportException">What is asked for cannot be done, in a sentence.</exception>
    /// <exception cref="IOException">The folder cannot be read or written, or holds something else.</exception>
    public async Task<TableExportResult> Run(
        TableExportRequest request, IProgress<TableExportProgress>? progress, CancellationToken cancellation)
    {
        var names = TableChoice.Of(request);
        using var folder = TableFolder.Open(request.Folder);
        var found = await folder.Read(cancellation);
        var manifest = found is null ? TableChoice.Begin(request, names) : TableChoice.Fitting(found, request, names);
        var newest = await log.LastSequence(cancellation);
        if (request.To > newest)
            throw new TableExportException($"The log ends at {newest}.");
        var to = request.To ?? newest;
        if (to < manifest.Through)
            throw new TableExportException($"The folder holds the events up to {manifest.Through} already.");
        folder.Clear(manifest);
        folder.Check(manifest);
        if (found is null)
            await folder.Write(manifest, cancellation);

        var run = new TableExportRun(folder, manifest, new ErasuresOfTenant(db), new PartWriter(folder, events, types, new EarlierEvents(db, types)), progress);
        await run.TakeOutErased(cancellation);
        while (run.Manifest.Through < to)
            await run.Add(NextEnd(run.Manifest.Through, to, request.SequencesAFile), to, cancellation);
        // What was erased while the last part was written may stand in it.
        for (var attempt = 1; await run.TakeOutErased(cancellation); attempt++)
        {
            if (attempt == MostAttempts)
                throw new TableExportException($"Personal data is being erased faster than it can be exported: {MostAttempts} attempts. Run it again.");
        }
        return new(run.Manifest, run.Added, run.Rewritten);
    }

    private static long NextEnd(long through, long to, long every) => Math.Min(to, (through / every + 1) * every);
}

/// <summary>A wish that cannot be granted, in a sentence for whoever has it.</summary>
public sealed class TableExportException : Exception
{
    public TableExportException()
    {
    }

    public TableExportException(string message) : base(message)
    {
    }

    public TableExportException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
