using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ChatEs.EventStore.Serialization;

namespace ChatEs.EventStore.Hashing;

/// <summary>
/// RFC 8785 (JSON Canonicalization Scheme) for what the log may hold: objects, arrays, strings, booleans, null and
/// whole numbers within ±2^53. jsonb reorders members and drops white space, so a hash is taken over this form of what
/// is stored, never over the bytes that were sent.
/// </summary>
public static class CanonicalJson
{
    public const string Personal = "personal";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = CanonicalEncoder.Instance, SkipValidation = true };

    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, WriterOptions);

    /// <summary>The canonical bytes of a value; with <paramref name="without"/>, less that member of the outermost object.</summary>
    /// <exception cref="FormatException">A number is not whole or is beyond ±2^53, a member is there twice, or a text cannot be stored.</exception>
    public static byte[] Bytes(JsonElement value, string? without = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = Writer(output))
            Write(writer, value, without);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, string? without = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, without);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.GetString();
                StorableText.Check(text);
                writer.WriteStringValue(text);
                break;
            case JsonValueKind.Number:
                writer.WriteNumberValue(Whole(value));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBooleanValue(value.GetBoolean());
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, string? without)
    {
        string? last = null;
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().Where(m => m.Name != without).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            // jsonb keeps one of the two, and the hash would be over both.
            if (member.Name == last)
                throw new FormatException($"The member {member.Name} is there twice.");
            last = member.Name;
            StorableText.Check(last);
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }
        writer.WriteEndObject();
    }

    private static long Whole(JsonElement number) =>
        number.TryGetInt64(out var whole) && whole is >= -(1L << 53) and <= 1L << 53
            ? whole
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"The number {number.GetRawText()} is not a whole number within ±2^53."));
}
