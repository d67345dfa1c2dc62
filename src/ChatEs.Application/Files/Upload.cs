using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ChatEs.Application.Files;

/// <summary>
/// A file on its way in: its beginning in memory, the rest in a temporary file without a name, and its digests.
/// </summary>
internal sealed class Upload : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[FileStore.ChunkSize];
    private byte[]? _head;
    private FileStream? _rest;

    private Upload()
    {
    }

    /// <summary>All of a small file, of a large one the first <see cref="FileStore.ChunkSize"/> bytes.</summary>
    public ReadOnlyMemory<byte> Head => _head;

    public long Size { get; private set; }

    public byte[] Sha256 { get; private set; } = [];

    public byte[] Sha1 { get; private set; } = [];

    /// <returns>Null when there were more than <paramref name="most"/> bytes; no more than one piece beyond them was read.</returns>
    public static async Task<Upload?> Read(Stream content, long most, CancellationToken cancellation)
    {
        var upload = new Upload();
        try
        {
            if (await upload.ReadAll(content, most, cancellation))
                return upload;
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }
        await upload.DisposeAsync();
        return null;
    }

    /// <summary>The bytes from the beginning, in pieces of <see cref="FileStore.ChunkSize"/>; each is gone when the next is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Size == 0)
            yield break;
        yield return Head;
        if (_rest is null)
            yield break;
        _rest.Position = 0;
        while (await _rest.ReadAtLeastAsync(_buffer, _buffer.Length, throwOnEndOfStream: false, cancellation) is > 0 and var read)
            yield return _buffer.AsMemory(0, read);
    }

    public ValueTask DisposeAsync() => _rest?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> ReadAll(Stream content, long most, CancellationToken cancellation)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        while (await content.ReadAtLeastAsync(_buffer, _buffer.Length, throwOnEndOfStream: false, cancellation) is > 0 and var read)
        {
            Size += read;
            if (Size > most)
                return false;
            var piece = _buffer.AsMemory(0, read);
            sha256.AppendData(piece.Span);
            sha1.AppendData(piece.Span);
            if (_head is null)
                _head = piece.ToArray();
            else
                await (_rest ??= Nameless()).WriteAsync(piece, cancellation);
        }
        (Sha256, Sha1) = (sha256.GetHashAndReset(), sha1.GetHashAndReset());
        return true;
    }

    private static FileStream Nameless()
    {
        var path = Path.Combine(Path.GetTempPath(), $"chates-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        // At once where that can be done: a process that is killed leaves nothing then.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
