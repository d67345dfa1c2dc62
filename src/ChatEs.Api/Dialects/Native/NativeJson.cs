using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Application;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Bytes to bodies and back.</summary>
internal static class NativeJson
{
    public const int Deepest = 16;

    private const int LargestKept = 1 << 16;

    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = Wire.Encoder, SkipValidation = true };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = Deepest };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? t_scratch;

    /// <summary>
    /// Writes a whole answer. Its length is known before the first byte goes out, which saves the chunking; the scratch
    /// space belongs to the thread, so nothing here may wait.
    /// </summary>
    public static void Write<T>(HttpResponse response, int status, string contentType, T body, JsonTypeInfo<T> type)
    {
        var (buffer, writer) = t_scratch ?? Scratch();
        // Given back only when all went well: what a failure left in it would stand before the next answer.
        t_scratch = null;
        JsonSerializer.Serialize(writer, body, type);
        writer.Flush();

        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);

        if (buffer.Capacity > LargestKept)
            return;
        buffer.ResetWrittenCount();
        writer.Reset();
        t_scratch = (buffer, writer);
    }

    /// <returns>The body, or what is wrong with it.</returns>
    public static (T? Body, NativeProblem? Problem) Read<T>(in ReadOnlySequence<byte> json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(json, ReaderOptions);
            var body = JsonSerializer.Deserialize(ref reader, type);
            return reader.Read() || body is null ? (null, NotAnObject) : (body, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader raises InvalidOperationException for text without a UTF-16 or UTF-8 form.
            return (null, SyntaxError(json) ?? WrongValue((e as JsonException)?.Path));
        }
    }

    private static readonly NativeProblem NotAnObject = NativeErrors.InvalidJson("The body must be one JSON object.");

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Scratch()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, WriterOptions));
    }

    /// <summary>Null when it is JSON, so that a value must be wrong. Only asked when something is.</summary>
    private static NativeProblem? SyntaxError(in ReadOnlySequence<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, ReaderOptions);
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException e)
        {
            return NativeErrors.InvalidJson(
                $"The body is not JSON of at most {Deepest} levels: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private static NativeProblem WrongValue(string? path) => path is null or "$"
        ? NotAnObject
        : NativeErrors.Invalid([new(path["$.".Length..], "Has a wrong type, a number out of range, or text that is not Unicode; or stands there twice.")]);
}
