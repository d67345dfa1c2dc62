using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>
/// What an export holds, the digests that prove it whole, and the checkpoint that its events and proofs make the root of.
/// Stands beside the files as <c>manifest.json</c>. Digests are SHA-256 of the uncompressed lines, hexadecimal.
/// </summary>
/// <param name="FirstSequence">0 when there are no events.</param>
/// <param name="Sha256">Of the events.</param>
/// <param name="Size">How many events the log had: those that are not exported are proven by the roots of their subtrees.</param>
/// <param name="Checkpoint">The signed note of that size.</param>
/// <param name="PublicKey">Of who signed it, PEM. Whoever made the export wrote it here: it proves nothing about him.</param>
/// <param name="Tenant">Null when the whole log was exported.</param>
/// <param name="Room">Null unless it is one room's stream.</param>
public sealed record ExportManifest(
    [property: JsonPropertyName("format"), JsonPropertyOrder(-2)] string Format,
    [property: JsonPropertyName("exportedAt")] DateTimeOffset ExportedAt,
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("events")] long Events,
    [property: JsonPropertyName("firstSequence")] long FirstSequence,
    [property: JsonPropertyName("lastSequence")] long LastSequence,
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("proofFile")] string ProofFile,
    [property: JsonPropertyName("proofLines")] long ProofLines,
    [property: JsonPropertyName("proofSha256")] string ProofSha256,
    [property: JsonPropertyName("streamsFile")] string StreamsFile,
    [property: JsonPropertyName("streams")] long Streams,
    [property: JsonPropertyName("streamsSha256")] string StreamsSha256,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("checkpoint")] string Checkpoint,
    [property: JsonPropertyName("publicKey")] string PublicKey,
    [property: JsonPropertyName("tenant"), JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tenant = null,
    [property: JsonPropertyName("room"), JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Room = null)
{
    public const string FileName = "manifest.json";
    public const string EventsFile = "events.ndjson.gz";
    public const string ProofsFile = "proof.ndjson.gz";
    public const string HeadsFile = "streams.ndjson.gz";

    internal const string Current = "chates-export/2";

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = Wire.Encoder,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}

/// <summary>How far an export has come, to go on there: beside the files until the manifest takes its place.</summary>
/// <param name="Sequence">The last event that is in the files.</param>
/// <param name="EventBytes">Of the compressed file; what is beyond was broken off.</param>
internal sealed record UnfinishedExport(
    string? Tenant, long? Room, long Size, string Checkpoint, byte[] PublicKey,
    long Sequence, long Events, long FirstSequence, long EventBytes, long ProofLines, long ProofBytes)
{
    public const string FileName = "unfinished.json";
}

/// <summary>Events that are not exported, as the root of the complete subtree that they fill.</summary>
/// <param name="From">A sequence.</param>
/// <param name="Hash">Hexadecimal.</param>
internal sealed record ProofLine(
    [property: JsonPropertyName("from")] long From, [property: JsonPropertyName("to")] long To, [property: JsonPropertyName("hash")] string Hash);

/// <summary>Where a stream ended.</summary>
/// <param name="Hash">Of its last event, hexadecimal.</param>
internal sealed record HeadLine(
    [property: JsonPropertyName("tenant")] string Tenant, [property: JsonPropertyName("stream")] string Stream,
    [property: JsonPropertyName("version")] long Version, [property: JsonPropertyName("hash")] string Hash);

/// <summary>How far an export, or its verification, has come.</summary>
public sealed record ExportProgress(long Sequence, long LastSequence, long Events);
