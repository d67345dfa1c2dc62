using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>
/// A file of gzipped lines that is written a chunk at a time, a gzip member each: whatever breaks it off, the members
/// before are whole, and the file can be cut back to them.
/// </summary>
internal sealed class GzipLines : IAsyncDisposable
{
    /// <summary>No event is nearly as long; a file that says otherwise must not fill the memory.</summary>
    private const int LongestLine = 64 << 20;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private GzipLines(string path, long kept)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (_file.Length < kept)
            throw new IOException($"{path} is shorter than it was. Take the folder away and begin again.");
        _file.SetLength(kept);
    }

    public long Bytes => _file.Length;

    public long Lines { get; private set; }

    /// <param name="kept">So many compressed bytes stay: a whole number of members.</param>
    public static async Task<GzipLines> Open(string path, long kept, CancellationToken cancellation)
    {
        var lines = new GzipLines(path, kept);
        try
        {
            await foreach (var _ in Split(lines._file, lines._hash, cancellation))
                lines.Lines++;
            lines._file.Seek(kept, SeekOrigin.Begin);
            return lines;
        }
        catch (InvalidDataException broken)
        {
            await lines.DisposeAsync();
            throw new IOException($"{path} is not as it was left: {broken.Message} Take the folder away and begin again.", broken);
        }
        catch
        {
            await lines.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes whole lines as one member, down to the disk.</summary>
    public async Task Append(ReadOnlyMemory<byte> chunk, long lines, CancellationToken cancellation)
    {
        if (chunk.IsEmpty)
            return;
        await using (var gzip = new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(chunk, cancellation);
        _hash.AppendData(chunk.Span);
        Lines += lines;
        _file.Flush(flushToDisk: true);
    }

    /// <summary>SHA-256 of all lines, hexadecimal.</summary>
    public string Digest() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The lines without their line feeds, and the digest of what was read. The bytes are good until the next is asked for.</summary>
    /// <exception cref="InvalidDataException">It is no gzip, or a line has no end.</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> Read(
        string path, IncrementalHash hash, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        await foreach (var line in Split(file, hash, cancellation))
            yield return line;
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync();
    }

    private static async IAsyncEnumerable<ReadOnlySequence<byte>> Split(
        FileStream file, IncrementalHash hash, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (file.Length == 0)
            yield break;
        await using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var pipe = PipeReader.Create(gzip, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                foreach (var part in rest.Slice(0, rest.GetPosition(1, end)))
                    hash.AppendData(part.Span);
                yield return line;
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            if (read.IsCompleted && rest.IsEmpty)
                yield break;
            if (read.IsCompleted || rest.Length > LongestLine)
                throw new InvalidDataException("The last line has no end.");
            pipe.AdvanceTo(rest.Start, rest.End);
        }
    }
}
