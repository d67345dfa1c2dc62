using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using ChatEs.EventStore;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>Where a stream ended when it was exported.</summary>
public sealed record StreamHead(StreamKey Stream, long Version, byte[] Hash);

/// <summary>Events that were not exported, as the root of the complete subtree that they fill.</summary>
public sealed record ProvenGap(Subtree Subtree, byte[] Root)
{
    /// <summary>The sequence of the first of them.</summary>
    public long From => Subtree.Leaves.From + 1;

    public long To => Subtree.Leaves.To;
}

/// <summary>What has been read of a file: complete when the enumeration came to its end.</summary>
public sealed class FileDigest
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Lines { get; internal set; }

    /// <summary>SHA-256 of the lines, hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    internal IncrementalHash Hash => _hash;
}

/// <summary>Reads the folder of an export, file by file and line by line, and believes nothing: that is the verifier's.</summary>
public sealed class ExportReader
{
    private readonly string _folder;

    private ExportReader(string folder, ExportManifest manifest) => (_folder, Manifest) = (folder, manifest);

    public ExportManifest Manifest { get; }

    /// <param name="path">The folder, or the manifest in it.</param>
    /// <exception cref="IOException">There is no such export, or it was broken off.</exception>
    /// <exception cref="FormatException">What is there is no manifest of this form.</exception>
    public static async Task<ExportReader> Open(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new FileNotFoundException($"{path} is not there.");
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var manifest = Path.Combine(folder, ExportManifest.FileName);
        if (!File.Exists(manifest) && File.Exists(Path.Combine(folder, UnfinishedExport.FileName)))
            throw new IOException($"{folder} holds an export that was broken off; run it again and it goes on.");
        try
        {
            var text = await File.ReadAllTextAsync(manifest, cancellation);
            var found = JsonSerializer.Deserialize<ExportManifest>(text, ExportManifest.Json) ?? throw new FormatException("The manifest is empty.");
            return found.Format == ExportManifest.Current
                ? new ExportReader(folder, found)
                : throw new FormatException($"The manifest is of the form {found.Format}; known is {ExportManifest.Current}.");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The manifest cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>In log order, exactly as they were stored.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read on.</exception>
    /// <exception cref="FormatException">A line is no event.</exception>
    public IAsyncEnumerable<StoredEvent> Events(FileDigest digest, CancellationToken cancellation = default) =>
        Lines(ExportManifest.EventsFile, digest, AuditLine.Read, cancellation);

    /// <inheritdoc cref="Events"/>
    public IAsyncEnumerable<ProvenGap> Gaps(FileDigest digest, CancellationToken cancellation = default) =>
        Lines(ExportManifest.ProofsFile, digest, Gap, cancellation);

    /// <inheritdoc cref="Events"/>
    public IAsyncEnumerable<StreamHead> Heads(FileDigest digest, CancellationToken cancellation = default) =>
        Lines(ExportManifest.HeadsFile, digest, Head, cancellation);

    private static ProvenGap Gap(in System.Buffers.ReadOnlySequence<byte> line)
    {
        var gap = Parse<ProofLine>(line);
        var hash = Convert.FromHexString(gap.Hash);
        var subtrees = gap.From >= 1 && gap.To >= gap.From ? Subtree.Fill(new(gap.From - 1, gap.To)).Take(2).ToList() : [];
        return subtrees is [var one] && hash.Length == MerkleHash.Length
            ? new ProvenGap(one, hash)
            : throw new FormatException($"The events {gap.From} to {gap.To} are no complete subtree with a root.");
    }

    private static StreamHead Head(in System.Buffers.ReadOnlySequence<byte> line)
    {
        var head = Parse<HeadLine>(line);
        return new StreamHead(new StreamKey(head.Tenant, head.Stream), head.Version, Convert.FromHexString(head.Hash));
    }

    private static T Parse<T>(in System.Buffers.ReadOnlySequence<byte> line) where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize<T>(ref reader, ExportManifest.Json) ?? throw new FormatException("A line is null.");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"A line is not of its form: {broken.Message}", broken);
        }
    }

    private delegate T Parser<out T>(in System.Buffers.ReadOnlySequence<byte> line);

    private async IAsyncEnumerable<T> Lines<T>(
        string file, FileDigest digest, Parser<T> parse, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var line in GzipLines.Read(Path.Combine(_folder, file), digest.Hash, cancellation))
        {
            digest.Lines++;
            yield return parse(line);
        }
    }
}
