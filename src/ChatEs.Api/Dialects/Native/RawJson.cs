using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

/// <summary>A JSON value of the caller: it goes out to the letter as it came in, white space and order of names included.</summary>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed record RawJson(string Text)
{
    public static RawJson? Of(string? text) => text is null ? null : new(text);
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new(document.RootElement.GetRawText());
    }

    /// <summary>Looked through once, when it came in.</summary>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
