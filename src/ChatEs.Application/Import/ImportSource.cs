using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ChatEs.Application.Import;

/// <summary>
/// NDJSON from a file or a pipe, plain or gzip: which of the two the first bytes say, not the name.
/// </summary>
/// <param name="linesPerChunk">
/// Looked up together and carried out together; fewer where a line takes several commands, so that those of one room fit
/// into one <see cref="Domain.Rooms.InOrder"/>: the few that did not would cost a commit of their own.
/// </param>
public sealed class ImportSource(Stream stream, string name, int linesPerChunk = ImportSource.LinesPerChunk) : IAsyncDisposable
{
    public const int LinesPerChunk = 2_000;

    private const int LongestLine = 1 << 20;
    private const int BytesPerChunk = 2 << 20;

    private readonly PipeReader _raw = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 << 10));
    private long _lineNumber;

    public string Name => name;

    /// <summary>Null for a pipe, whose end nobody knows.</summary>
    public long? TotalBytes => stream.CanSeek ? stream.Length : null;

    /// <summary>As they lie on the disk: compressed where they are.</summary>
    public long BytesRead => stream.CanSeek ? stream.Position : 0;

    public static ImportSource Open(string path) => new(File.OpenRead(path), path);

    /// <summary>The lines in pieces of at most some thousand, in order. Blank lines are left out.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ImportLine>> Chunks([EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = await Plain(cancellation);
        List<ImportLine> chunk = [];
        var (commands, bytes) = (0, 0);
        await foreach (var text in Lines(lines, cancellation))
        {
            _lineNumber++;
            if (text is not null && IsBlank(text))
                continue;
            var line = text is null
                ? new ImportLine.Bad(_lineNumber, null, $"The line is longer than {LongestLine} bytes.")
                : ImportLine.Parse(_lineNumber, _lineNumber == 1 ? WithoutMark(text) : text);
            if (chunk.Count > 0 && commands + line.Commands > linesPerChunk)
            {
                yield return chunk;
                (chunk, commands, bytes) = ([], 0, 0);
            }
            chunk.Add(line);
            (commands, bytes) = (commands + line.Commands, bytes + (text?.Length ?? 0));
            if (commands < linesPerChunk && bytes < BytesPerChunk)
                continue;
            yield return chunk;
            (chunk, commands, bytes) = ([], 0, 0);
        }
        if (chunk.Count > 0)
            yield return chunk;
    }

    public async ValueTask DisposeAsync()
    {
        await _raw.CompleteAsync();
        await stream.DisposeAsync();
    }

    private async Task<PipeReader> Plain(CancellationToken cancellation)
    {
        var start = await _raw.ReadAtLeastAsync(2, cancellation);
        var zipped = start.Buffer.Length >= 2 && start.Buffer.Slice(0, 2).ToArray() is [0x1F, 0x8B];
        _raw.AdvanceTo(start.Buffer.Start);
        return zipped
            ? PipeReader.Create(new GZipStream(_raw.AsStream(leaveOpen: true), CompressionMode.Decompress), new StreamPipeReaderOptions(bufferSize: 64 << 10))
            : _raw;
    }

    /// <summary>Null stands for a line that is too long to be kept.</summary>
    private static async IAsyncEnumerable<byte[]?> Lines(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                yield return skipping || line.Length > LongestLine ? null : line.ToArray();
                skipping = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            if (read.IsCompleted)
            {
                if (skipping || rest.Length > 0)
                    yield return skipping || rest.Length > LongestLine ? null : rest.ToArray();
                yield break;
            }
            if (rest.Length > LongestLine)
            {
                skipping = true;
                rest = rest.Slice(rest.End);
            }
            reader.AdvanceTo(rest.Start, read.Buffer.End);
        }
    }

    private static bool IsBlank(byte[] line) => line.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;

    private static ReadOnlyMemory<byte> WithoutMark(byte[] line) =>
        line.AsSpan().StartsWith("\uFEFF"u8) ? line.AsMemory(3) : line;
}
