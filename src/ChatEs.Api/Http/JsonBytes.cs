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
        Write(output, body, type);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same behind what stands in the buffer already.</summary>
    public static void Write<T>(IBufferWriter<byte> output, T body, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(output, Json.WriterOptions);
        JsonSerializer.Serialize(writer, body, type);
    }
}
