using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing;

/// <summary>What an export holds, and the digest that proves it whole. Stands beside the events as <c>manifest.json</c>.</summary>
/// <param name="Tenant">Null when the whole log was exported.</param>
/// <param name="FirstSequence">0 when there are no events.</param>
/// <param name="Sha256">Of the uncompressed lines.</param>
public sealed record ExportManifest(
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("tenant"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tenant,
    [property: JsonPropertyName("exportedAt")] DateTimeOffset ExportedAt,
    [property: JsonPropertyName("events")] long Events,
    [property: JsonPropertyName("firstSequence")] long FirstSequence,
    [property: JsonPropertyName("lastSequence")] long LastSequence,
    [property: JsonPropertyName("sha256")] string Sha256);

/// <summary>How far an export has come.</summary>
public sealed record ExportProgress(long Sequence, long LastSequence, long Events);

/// <summary>Writes the log, or one tenant's part of it, to a folder: gzipped lines of <see cref="AuditLine"/> and a manifest.</summary>
public sealed class LogExport(StoredEvents events, LogReader log, TimeProvider clock)
{
    public const string EventsFile = "events.ndjson.gz";
    public const string ManifestFile = "manifest.json";

    private const string Format = "chates-events/1";

    /// <summary>
    /// The events up to the newest one at the beginning. The manifest comes last and in one step: a folder without one
    /// holds an export that was broken off.
    /// </summary>
    /// <exception cref="IOException">The folder holds an export already, or cannot be written.</exception>
    public async Task<ExportManifest> Run(string folder, string? tenant, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var manifestPath = Path.Combine(folder, ManifestFile);
        if (File.Exists(manifestPath))
            throw new IOException($"{folder} holds an export already.");
        var last = await log.LastSequence(cancellation);
        var (count, first, newest) = (0L, 0L, 0L);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = new FileStream(Path.Combine(folder, EventsFile), FileMode.Create, FileAccess.Write))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            var line = new ArrayBufferWriter<byte>(4096);
            await foreach (var e in events.Read(new EventRange(tenant, ToSequence: last), cancellation))
            {
                line.ResetWrittenCount();
                AuditLine.Write(line, e);
                hash.AppendData(line.WrittenSpan);
                await gzip.WriteAsync(line.WrittenMemory, cancellation);
                (count, first, newest) = (count + 1, first == 0 ? e.Sequence : first, e.Sequence);
                if (count % 1_000 == 0)
                    progress?.Report(new(newest, last, count));
            }
        }
        var manifest = new ExportManifest(
            Format, EventsFile, tenant, clock.GetUtcNow(), count, first, newest, Convert.ToHexStringLower(hash.GetHashAndReset()));
        var unfinished = manifestPath + ".part";
        await File.WriteAllTextAsync(unfinished, JsonSerializer.Serialize(manifest, Pretty) + "\n", cancellation);
        File.Move(unfinished, manifestPath);
        return manifest;
    }

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = Wire.Encoder };
}
