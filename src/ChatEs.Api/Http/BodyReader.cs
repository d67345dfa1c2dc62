using System.Buffers;

namespace ChatEs.Api.Http;

/// <summary>Reads a request's body whole, up to a size, whatever its Content-Type says.</summary>
internal static class BodyReader
{
    /// <summary>
    /// Hands the body to <paramref name="read"/>, whose bytes are gone when it returns.
    /// </summary>
    /// <returns>False when the body is larger than <paramref name="most"/> bytes; then nothing was handed over.</returns>
    public static async ValueTask<bool> Read(HttpRequest request, long most, Action<ReadOnlySequence<byte>> read, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
            return false;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.Buffer.Length > most)
            {
                reader.AdvanceTo(result.Buffer.End);
                return false;
            }
            if (result.IsCompleted)
            {
                read(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                return true;
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
