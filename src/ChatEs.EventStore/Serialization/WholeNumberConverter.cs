using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.EventStore.Serialization;

/// <summary>Refuses, when it is written, a number that the canonical form does not allow: the chain could not be verified.</summary>
internal sealed class WholeNumberConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        if (value is < -(1L << 53) or > 1L << 53)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The number {value} is not within ±2^53."));
        writer.WriteNumberValue(value);
    }
}
