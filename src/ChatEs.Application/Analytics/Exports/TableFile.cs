using System.Buffers;
using System.Security.Cryptography;
using ChatEs.Application.Analytics.Tabular;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>The rows of one table out of one stretch of the log, on their way to the disk. Without a row there is no file.</summary>
internal sealed class TableFile(TableFolder folder, string name, VersionTable table, RowFormat format) : IAsyncDisposable
{
    private const int Full = 1 << 18;

    private readonly ArrayBufferWriter<byte> _buffer = new(Full);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FileStream? _file;
    private long _rows;

    public void Add(object?[] row)
    {
        if (_rows++ == 0)
            format.Header(_buffer, table.All);
        format.Row(_buffer, table.All, row);
    }

    /// <summary>Writes what has gathered, when it is much.</summary>
    public Task Flush(CancellationToken cancellation) => _buffer.WrittenCount < Full ? Task.CompletedTask : Write(cancellation);

    /// <summary>Down to the disk, and under its name: in place of what had it.</summary>
    /// <returns>Null where there was no row.</returns>
    public async Task<ManifestFile?> Finish(CancellationToken cancellation)
    {
        if (_rows == 0)
            return null;
        await Write(cancellation);
        _file!.Flush(flushToDisk: true);
        var bytes = _file.Length;
        await _file.DisposeAsync();
        File.Move(folder.Unfinished(name), folder.PathOf(name), overwrite: true);
        return new(table.Name, name, _rows, bytes, Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_file is not null)
            await _file.DisposeAsync();
    }

    private async Task Write(CancellationToken cancellation)
    {
        _file ??= new FileStream(folder.Unfinished(name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        _hash.AppendData(_buffer.WrittenSpan);
        await _file.WriteAsync(_buffer.WrittenMemory, cancellation);
        _buffer.ResetWrittenCount();
    }
}
