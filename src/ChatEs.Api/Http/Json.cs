using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Application;
using ChatEs.Domain;

namespace ChatEs.Api.Http;

/// <summary>What is wrong with a JSON body, for a dialect to word.</summary>
/// <param name="Member">The path of the member whose value is wrong; null when it is the whole body.</param>
internal sealed record JsonFault(bool IsSyntax, string? Member, string Message);

/// <summary>Bytes to bodies and back, the same for every dialect.</summary>
internal static class Json
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
    /// <param name="isTagged">Whether the client may keep it: it gets an ETag, and 304 where it has this very answer.</param>
    /// <param name="tagPrefix">Keeps the tags of one kind of answers apart from those of others.</param>
    public static void Write<T>(HttpResponse response, int status, string contentType, T body, JsonTypeInfo<T> type, bool isTagged = false, string tagPrefix = "")
    {
        var (buffer, writer) = t_scratch ?? Scratch();
        // Given back only when all went well: what a failure left in it would stand before the next answer.
        t_scratch = null;
        JsonSerializer.Serialize(writer, body, type);
        writer.Flush();

        if (isTagged && EntityTag.IsKnown(response.HttpContext, EntityTag.Of(buffer.WrittenSpan, tagPrefix)))
            response.StatusCode = StatusCodes.Status304NotModified;
        else
            Write(response, status, contentType, buffer.WrittenSpan);

        if (buffer.Capacity > LargestKept)
            return;
        buffer.ResetWrittenCount();
        writer.Reset();
        t_scratch = (buffer, writer);
    }

    private static void Write(HttpResponse response, int status, string contentType, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            response.BodyWriter.Write(body);
    }

    /// <returns>The body, or what is wrong with it.</returns>
    public static (T? Body, JsonFault? Fault) Read<T>(in ReadOnlySequence<byte> json, JsonTypeInfo<T> type) where T : class
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

    /// <summary>
    /// Whether a text is one JSON document that can be kept and handed out again: of at most <see cref="Deepest"/> levels,
    /// and without NUL or half of a surrogate pair behind an escape, which no other client could read.
    /// </summary>
    public static bool IsDocument(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), ReaderOptions);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Validation.CanBeStored(reader.GetString()!))
                    return false;
            }
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static readonly JsonFault NotAnObject = new(IsSyntax: false, null, "The body must be one JSON object.");

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Scratch()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, WriterOptions));
    }

    /// <summary>Null when it is JSON, so that a value must be wrong. Only asked when something is.</summary>
    private static JsonFault? SyntaxError(in ReadOnlySequence<byte> json)
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
            return new(
                IsSyntax: true, null, $"The body is not JSON of at most {Deepest} levels: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private static JsonFault WrongValue(string? path) => path is null or "$"
        ? NotAnObject
        : new(
            IsSyntax: false, path["$.".Length..],
            "Has a wrong type, a number out of range, or text that is not Unicode; or stands there twice.");
}
