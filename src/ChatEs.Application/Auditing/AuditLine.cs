using System.Buffers;
using System.Text.Json;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing;

/// <summary>
/// An event as one line of JSON, with everything that its hash was taken over, so that anybody can recompute the chain
/// with nothing but the lines: docs/event-store.md says how. Digests and salts are hexadecimal.
/// </summary>
internal static class AuditLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = Wire.Encoder, SkipValidation = true };

    /// <summary>Writes the line with its line feed.</summary>
    public static void Write(IBufferWriter<byte> output, StoredEvent e)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence", e.Sequence);
            writer.WriteString("tenant", e.Stream.Tenant);
            writer.WriteString("stream", e.Stream.Id);
            writer.WriteNumber("version", e.Version);
            writer.WriteString("id", e.Id);
            writer.WriteString("type", e.Type);
            writer.WriteString("timestamp", e.Timestamp.UtcDateTime);
            if (e.CorrelationId is not null)
                writer.WriteString("correlationId", e.CorrelationId);
            if (e.CausationId is not null)
                writer.WriteString("causationId", e.CausationId);
            WriteRaw(writer, "headers", e.Headers);
            WriteRaw(writer, "data", e.Data);
            WriteHex(writer, "salt", e.Salt);
            WriteHex(writer, "personalDigest", e.PersonalDigest);
            WriteHex(writer, "hash", e.Hash);
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static void WriteHex(Utf8JsonWriter writer, string name, byte[]? bytes)
    {
        if (bytes is not null)
            writer.WriteString(name, Convert.ToHexStringLower(bytes));
    }
}
