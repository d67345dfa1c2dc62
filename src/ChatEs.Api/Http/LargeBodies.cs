using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatEs.Api.Http;

/// <summary>
/// Reads bodies that hold a whole file. What is large waits in a temporary file until all of it has come, so that slow
/// clients hold no memory, and only a few are in memory at the same time, whoever sends how many.
/// </summary>
internal sealed class LargeBodies : IDisposable
{
    /// <summary>What says beforehand that it is no longer is read like any body.</summary>
    private const int ShortAtMost = 1 << 14;
    private const int SmallAtMost = 1 << 18;
    private const int LargeAtOnce = 2;

    private readonly SemaphoreSlim _large = new(LargeAtOnce, LargeAtOnce);

    /// <param name="use">Its bytes are gone when it has ended.</param>
    /// <returns>False when the body is larger than <paramref name="most"/> bytes; then nothing was handed over.</returns>
    public async Task<bool> Read(HttpRequest request, long most, Func<ReadOnlyMemory<byte>, Task> use, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
            return false;
        if (request.ContentLength <= ShortAtMost)
        {
            byte[] body = [];
            return await BodyReader.Read(request, most, bytes => body = bytes.ToArray(), cancellation) && await Use(body);
        }
        // More than is read, as for all requests: the dialect says 413 itself.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = 2 * most;
        await using var received = new FileBufferingReadStream(request.Body, SmallAtMost);
        if (!await Receive(received, most, cancellation))
            return false;
        if (received.Length <= SmallAtMost)
            return await Use(await Load(received, cancellation));
        await _large.WaitAsync(cancellation);
        try
        {
            return await Use(await Load(received, cancellation));
        }
        finally
        {
            _large.Release();
        }

        async Task<bool> Use(byte[] bytes)
        {
            await use(bytes);
            return true;
        }
    }

    public void Dispose() => _large.Dispose();

    private static async Task<bool> Receive(FileBufferingReadStream body, long most, CancellationToken cancellation)
    {
        var piece = new byte[1 << 14];
        while (await body.ReadAsync(piece, cancellation) > 0)
        {
            if (body.Length > most)
                return false;
        }
        return true;
    }

    private static async Task<byte[]> Load(FileBufferingReadStream received, CancellationToken cancellation)
    {
        var bytes = new byte[received.Length];
        received.Position = 0;
        await received.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
