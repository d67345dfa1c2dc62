using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatEs.Api.Http;

/// <summary>
/// A long answer that goes out while it is being read, so that it is never held whole. Its status goes out first: what
/// fails after that breaks the answer off, since half of one must not look like a whole one.
/// </summary>
internal sealed class JsonPage : IAsyncDisposable
{
    private const int FlushedAt = 1 << 16;

    private readonly HttpResponse _response;
    private readonly Utf8JsonWriter _writer;
    private long _flushed;

    private JsonPage(HttpResponse response) => (_response, _writer) = (response, new(response.BodyWriter, Json.WriterOptions));

    /// <summary>For the frame around the items.</summary>
    public Utf8JsonWriter Frame => _writer;

    public static async ValueTask<JsonPage> Begin(HttpResponse response, string contentType, CancellationToken cancellation)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        await response.StartAsync(cancellation);
        return new(response);
    }

    public ValueTask Add<T>(T item, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        JsonSerializer.Serialize(_writer, item, type);
        return _writer.BytesCommitted + _writer.BytesPending - _flushed < FlushedAt ? default : Flush(cancellation);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async ValueTask Flush(CancellationToken cancellation)
    {
        _writer.Flush();
        _flushed = _writer.BytesCommitted;
        await _response.BodyWriter.FlushAsync(cancellation);
    }
}
