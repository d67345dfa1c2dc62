using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.EventStore.Serialization;

/// <summary>A time as <c>2021-01-06T19:13:05.123456Z</c>: UTC, as many decimals as it has, six at most.</summary>
internal sealed class MicrosecondConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[40];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
