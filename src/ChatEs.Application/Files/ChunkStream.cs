using System.Data;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Files;

/// <summary>The bytes of a stored file, fetched piece by piece as they are read. One piece is in memory at a time.</summary>
internal sealed class ChunkStream(NpgsqlDataSource db, FileNumber file, long length) : Stream
{
    private byte[] _piece = [];
    private long _from;
    private int _count;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        if (_position < _from || _position >= _from + _count)
            await Fetch((int)(_position / FileStore.ChunkSize), cancellationToken);
        var at = (int)(_position - _from);
        var read = Math.Min(buffer.Length, _count - at);
        _piece.AsMemory(at, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The bytes come from the database: read them asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A stored file never changes.");

    public override void SetLength(long value) => throw new NotSupportedException("A stored file never changes.");

    public override void Flush()
    {
    }

    private async Task Fetch(int place, CancellationToken cancellation)
    {
        _count = 0;
        await using var command = db.CreateCommand("select bytes from vault.file_chunks where file = $1 and place = $2");
        command.Parameters.Add(Sql.Number(file.Value));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = place });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new EndOfStreamException($"File {file} was removed while it was read.");
        await using var bytes = await reader.GetStreamAsync(0, cancellation);
        if (_piece.Length == 0)
            _piece = new byte[(int)Math.Min(FileStore.ChunkSize, length)];
        var expected = (int)Math.Min(FileStore.ChunkSize, length - (long)place * FileStore.ChunkSize);
        await bytes.ReadExactlyAsync(_piece.AsMemory(0, expected), cancellation);
        (_from, _count) = ((long)place * FileStore.ChunkSize, expected);
    }
}
