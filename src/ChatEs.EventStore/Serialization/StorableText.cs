using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.EventStore.Serialization;

/// <summary>
/// Refuses text that PostgreSQL cannot hold: NUL, and half of a surrogate pair. Found here it fails its own command at
/// once; found on the way to the server it would break the connection under the whole batch.
/// </summary>
internal sealed class StorableText : JsonConverter<string>
{
    public static void Check(string? text)
    {
        if (text is null || (!text.Contains('\0') && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0))
            return;
        for (var i = 0; i < text.Length; i++)
        {
            var paired = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !paired))
                throw new FormatException($"The character U+{(int)text[i]:X4} at {i} cannot be stored.");
            if (paired)
                i++;
        }
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        Check(value);
        writer.WriteStringValue(value);
    }
}
