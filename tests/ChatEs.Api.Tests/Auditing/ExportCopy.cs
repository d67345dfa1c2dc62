using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Auditing.Exports;
using ChatEs.EventStore.Hashing;

namespace ChatEs.Api.Tests.Auditing;

/// <summary>An export in the hands of somebody who would have it say something else, and who makes the manifest fit.</summary>
internal sealed class ExportCopy : IDisposable
{
    public ExportCopy(string original)
    {
        Folder = Directory.CreateTempSubdirectory("chates-export-").FullName;
        foreach (var file in Directory.EnumerateFiles(original))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        (Events, Proofs, Heads) = (Read(ExportManifest.EventsFile), Read(ExportManifest.ProofsFile), Read(ExportManifest.HeadsFile));
        Manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, ExportManifest.FileName)))!.AsObject();
    }

    public string Folder { get; }

    public List<JsonObject> Events { get; }

    public List<JsonObject> Proofs { get; }

    public List<JsonObject> Heads { get; }

    public JsonObject Manifest { get; }

    /// <summary>The fifth message of the room that the tests tamper with, one that still has its text.</summary>
    public JsonObject Message => Events.Where(e => Type(e) == "message_posted" && e["data"]!["personal"] is not null).ElementAt(4);

    public static string Type(JsonObject e) => (string)e["type"]!;

    public static long Sequence(JsonObject e) => (long)e["sequence"]!;

    /// <summary>Everything as it is in memory, with counts and digests that fit.</summary>
    public void Save()
    {
        Write(ExportManifest.EventsFile, Events, "events", "sha256");
        Write(ExportManifest.ProofsFile, Proofs, "proofLines", "proofSha256");
        Write(ExportManifest.HeadsFile, Heads, "streams", "streamsSha256");
        Manifest["firstSequence"] = Events.Count == 0 ? 0 : Sequence(Events[0]);
        Manifest["lastSequence"] = Events.Count == 0 ? 0 : Sequence(Events[^1]);
        SaveManifest();
    }

    public void SaveManifest() => File.WriteAllText(Path.Combine(Folder, ExportManifest.FileName), Manifest.ToJsonString());

    /// <summary>Makes all chains and ends of streams anew from what the lines say now: what only the tree finds out.</summary>
    public void RecomputeChains()
    {
        var ends = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var e in Events)
        {
            var data = e["data"]!.AsObject();
            if (data["personal"] is { } personal && e["salt"] is { } salt)
                e["personalDigest"] = Hex(SHA256.HashData([.. Convert.FromHexString((string)salt!), .. Canonical(personal)]));
            var structure = data.DeepClone().AsObject();
            structure.Remove("personal");
            var digest = e["personalDigest"] is { } known ? Convert.FromHexString((string)known!) : new byte[32];
            var stream = $"{e["tenant"]}/{e["stream"]}";
            var hash = SHA256.HashData([.. ends.GetValueOrDefault(stream, new byte[32]), .. Canonical(Metadata(e)), .. Canonical(structure), .. digest]);
            e["hash"] = Hex(ends[stream] = hash);
        }
        foreach (var head in Heads)
            head["hash"] = Hex(ends[$"{head["tenant"]}/{head["stream"]}"]);
    }

    /// <summary>Signs what is there with a key of one's own, and puts that key into the manifest.</summary>
    public NoteKey SignAnew()
    {
        using var signer = new NoteSigner("chates/forged", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var tree = new ChatEs.EventStore.Merkle.Frontier();
        foreach (var line in Events.Select(e => (From: Sequence(e), To: Sequence(e), Hash: ChatEs.EventStore.Merkle.MerkleHash.Leaf(Bytes(e))))
            .Concat(Proofs.Select(p => (From: (long)p["from"]!, To: (long)p["to"]!, Hash: Bytes(p)))).OrderBy(line => line.From))
            tree.Append(System.Numerics.BitOperations.Log2((ulong)(line.To - line.From + 1)), line.Hash);
        Manifest["size"] = tree.Size;
        Manifest["checkpoint"] = signer.Sign(new Checkpoint("chates/forged", tree.Size, tree.Root())).ToString();
        Manifest["publicKey"] = signer.Key.Pem;
        return signer.Key;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static byte[] Bytes(JsonObject line) => Convert.FromHexString((string)line["hash"]!);

    private static JsonObject Metadata(JsonObject e)
    {
        var metadata = new JsonObject();
        foreach (var name in new[] { "causationId", "correlationId", "headers", "id", "stream", "tenant", "type", "version" })
        {
            if (e[name] is { } value)
                metadata[name] = value.DeepClone();
        }
        var time = DateTimeOffset.Parse((string)e["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture);
        metadata["timestamp"] = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return metadata;
    }

    private static byte[] Canonical(JsonNode node) => CanonicalJson.Bytes(JsonSerializer.SerializeToElement(node));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private List<JsonObject> Read(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.UTF8);
        return [.. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private void Write(string file, List<JsonObject> lines, string count, string digest)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.ToJsonString() + "\n")));
        using (var gzip = new GZipStream(File.Create(Path.Combine(Folder, file)), CompressionLevel.Fastest))
            gzip.Write(bytes);
        (Manifest[count], Manifest[digest]) = (lines.Count, Hex(SHA256.HashData(bytes)));
    }
}
