using System.Buffers;
using System.Text.Json;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>
/// Writes the log, one tenant's part of it, or one room's stream, to a folder: events as lines of <see cref="AuditLine"/>,
/// the events in between as the roots of the subtrees that they fill, the ends of the streams, and a manifest with the
/// signed checkpoint that all this proves. Broken off, it goes on where it was when it is run again.
/// </summary>
public sealed class LogExport(NpgsqlDataSource db, StoredEvents events, LogTree tree, Checkpointer checkpointer, TimeProvider clock)
{
    private const int EventsAChunk = 5_000;
    private const int BytesAChunk = 16 << 20;
    private const int MostAttempts = 5;

    private const string ErasedSinceText = """
        select count(*) from events.mt_events
         where seq_id > $1 and type = 'personal_data_erased'
           and ($2::varchar is null or tenant_id = $2) and ($3::varchar is null or stream_id = $3)
        """;

    private const string HeadsText = """
        select s.tenant_id, s.id, e.version, e.hash
          from events.mt_streams s
         cross join lateral (
           select version, hash from events.mt_events
            where tenant_id = s.tenant_id and stream_id = s.id and seq_id <= $1
            order by version desc
            limit 1) e
         where ($2::varchar is null or s.tenant_id = $2) and ($3::varchar is null or s.id = $3)
         order by s.tenant_id collate "C", s.id collate "C"
        """;

    /// <summary>The events up to the newest one at the beginning. A folder without a manifest holds an export that was broken off.</summary>
    /// <param name="room">Null is all; else a tenant is named, too.</param>
    /// <exception cref="IOException">The folder holds another export, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The log cannot be signed, in a sentence.</exception>
    public async Task<ExportManifest> Run(
        string folder, string? tenant, RoomNumber? room, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (File.Exists(Path.Combine(folder, ExportManifest.FileName)))
            throw new IOException($"{folder} holds an export already.");
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var unfinished = await Find(folder, tenant, room, cancellation) ?? await Begin(tenant, room, cancellation);
            // What was erased since the export began must not be in it, and its end would not say why it is missing.
            if (!await HasErasedSince(unfinished, cancellation) && await Write(folder, unfinished, progress, cancellation) is { } manifest)
                return manifest;
            foreach (var file in new[] { UnfinishedExport.FileName, ExportManifest.EventsFile, ExportManifest.ProofsFile, ExportManifest.HeadsFile })
                File.Delete(Path.Combine(folder, file));
        }
        throw new InvalidOperationException($"Personal data is being erased faster than it can be exported: {MostAttempts} attempts.");
    }

    private static async Task<UnfinishedExport?> Find(string folder, string? tenant, RoomNumber? room, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, UnfinishedExport.FileName);
        if (!File.Exists(path))
            return Directory.EnumerateFileSystemEntries(folder).Any() ? throw new IOException($"{folder} is not empty.") : null;
        try
        {
            var found = JsonSerializer.Deserialize<UnfinishedExport>(await File.ReadAllTextAsync(path, cancellation))
                ?? throw new IOException($"{path} is empty.");
            return found.Tenant == tenant && found.Room == room?.Value
                ? found
                : throw new IOException($"{folder} holds an unfinished export of something else.");
        }
        catch (JsonException broken)
        {
            throw new IOException($"{path} is not as it was left: {broken.Message}", broken);
        }
    }

    private async Task<UnfinishedExport> Begin(string? tenant, RoomNumber? room, CancellationToken cancellation)
    {
        var (newest, fault) = await checkpointer.Fresh(cancellation);
        if (fault is not null)
            throw new InvalidOperationException($"The log is not what was signed: {fault}.");
        return newest is null
            ? throw new InvalidOperationException("The log is empty: there is nothing to export.")
            : new(tenant, room?.Value, newest.Size, newest.Note, newest.PublicKey, 0, 0, 0, 0, 0, 0);
    }

    /// <returns>Null when something was erased meanwhile.</returns>
    private async Task<ExportManifest?> Write(string folder, UnfinishedExport from, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        // Before the files are there: broken off in the first chunk, it is still known what they are.
        await Replace(Path.Combine(folder, UnfinishedExport.FileName), JsonSerializer.Serialize(from), cancellation);
        await using var lines = await GzipLines.Open(Path.Combine(folder, ExportManifest.EventsFile), from.EventBytes, cancellation);
        await using var proofs = await GzipLines.Open(Path.Combine(folder, ExportManifest.ProofsFile), from.ProofBytes, cancellation);
        var chunk = new ExportChunk(tree, from.Sequence);
        var state = from;

        async Task Flush()
        {
            await lines.Append(chunk.Events, chunk.Count, cancellation);
            await proofs.Append(await chunk.Proofs(cancellation), chunk.ProofLines, cancellation);
            state = state with
            {
                Sequence = chunk.Sequence,
                Events = lines.Lines,
                EventBytes = lines.Bytes,
                ProofLines = proofs.Lines,
                ProofBytes = proofs.Bytes,
            };
            await Replace(Path.Combine(folder, UnfinishedExport.FileName), JsonSerializer.Serialize(state), cancellation);
            progress?.Report(new(state.Sequence, state.Size, state.Events));
            chunk = new ExportChunk(tree, chunk.Sequence);
        }

        await foreach (var e in events.Read(
            new EventRange(from.Tenant, StreamId(from), FromSequence: from.Sequence + 1, ToSequence: from.Size), cancellation))
        {
            if (state.FirstSequence == 0)
                state = state with { FirstSequence = e.Sequence };
            chunk.Add(e);
            if (chunk.Count >= EventsAChunk || chunk.Events.Length >= BytesAChunk)
                await Flush();
        }
        await Flush();
        chunk.End(from.Size);
        var last = state.Events == 0 ? 0 : state.Sequence;
        await proofs.Append(await chunk.Proofs(cancellation), chunk.ProofLines, cancellation);
        return await Finish(folder, state with { Sequence = last }, lines, proofs, cancellation);
    }

    private async Task<ExportManifest?> Finish(
        string folder, UnfinishedExport state, GzipLines lines, GzipLines proofs, CancellationToken cancellation)
    {
        await using var heads = await GzipLines.Open(Path.Combine(folder, ExportManifest.HeadsFile), 0, cancellation);
        await WriteHeads(heads, state, cancellation);
        if (await HasErasedSince(state, cancellation))
            return null;
        var manifest = new ExportManifest(
            ExportManifest.Current, clock.GetUtcNow(),
            ExportManifest.EventsFile, state.Events, state.FirstSequence, state.Sequence, lines.Digest(),
            ExportManifest.ProofsFile, proofs.Lines, proofs.Digest(), ExportManifest.HeadsFile, heads.Lines, heads.Digest(),
            state.Size, state.Checkpoint, new NoteKey(null, state.PublicKey).Pem, state.Tenant, state.Room);
        await Replace(Path.Combine(folder, ExportManifest.FileName), JsonSerializer.Serialize(manifest, ExportManifest.Json) + "\n", cancellation);
        File.Delete(Path.Combine(folder, UnfinishedExport.FileName));
        return manifest;
    }

    private async Task WriteHeads(GzipLines heads, UnfinishedExport of, CancellationToken cancellation)
    {
        var (chunk, count) = (new ArrayBufferWriter<byte>(1 << 16), 0L);
        var parameters = new[] { Sql.Number(of.Size), Sql.TextOrNull(of.Tenant), Sql.TextOrNull(StreamId(of)) };
        await foreach (var head in db.Stream(
            HeadsText, parameters,
            row => new HeadLine(row.GetString(0), row.GetString(1), row.GetInt64(2), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3))), cancellation))
        {
            ExportChunk.Line(chunk, head);
            if (++count < EventsAChunk)
                continue;
            await heads.Append(chunk.WrittenMemory, count, cancellation);
            chunk.ResetWrittenCount();
            count = 0;
        }
        await heads.Append(chunk.WrittenMemory, count, cancellation);
    }

    private async Task<bool> HasErasedSince(UnfinishedExport export, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(ErasedSinceText);
        command.Parameters.AddRange(new[] { Sql.Number(export.Size), Sql.TextOrNull(export.Tenant), Sql.TextOrNull(StreamId(export)) });
        return await command.ExecuteScalarAsync(cancellation) is > 0L;
    }

    private static string? StreamId(UnfinishedExport export) => export.Room is { } room ? RoomFamily.StreamId(new(room)) : null;

    /// <summary>In one step: what is there is the old or the new.</summary>
    private static async Task Replace(string path, string text, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(path + ".part", text, cancellation);
        File.Move(path + ".part", path, overwrite: true);
    }
}
