using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatEs.Api.Http;

/// <summary>A body as it is written into an answer, for what is sent otherwise.</summary>
internal static class JsonBytes
{
    public static byte[] Of<T>(T body, JsonTypeInfo<T> type)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, Json.WriterOptions))
            JsonSerializer.Serialize(writer, body, type);
        return output.WrittenSpan.ToArray();
    }
}
