using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing;

/// <summary>
/// An event as one line of JSON, with everything that its hash was taken over, so that anybody can recompute the chain
/// with nothing but the lines: docs/event-store.md says how. Digests and salts are hexadecimal.
/// </summary>
internal static class AuditLine
{
    private static readonly HashSet<string> Names = new(
        [
            "sequence", "tenant", "stream", "version", "id", "type", "timestamp", "correlationId", "causationId", "headers", "data", "salt",
            "personalDigest", "hash",
        ],
        StringComparer.Ordinal);

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

    /// <summary>Reads a line back, without its line feed. Nothing may stand in it that no hash was taken over.</summary>
    /// <exception cref="FormatException">It is no such line, in a sentence.</exception>
    public static StoredEvent Read(in ReadOnlySequence<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var members = Members(document.RootElement);
            return new StoredEvent(
                Number(members, "sequence"), new StreamKey(Text(members, "tenant"), Text(members, "stream")), Number(members, "version"),
                members["id"].GetGuid(), Text(members, "type"), members["data"].GetRawText(), Time(Text(members, "timestamp")),
                TextOrNull(members, "correlationId"), TextOrNull(members, "causationId"),
                members.TryGetValue("headers", out var headers) ? headers.GetRawText() : null,
                HexOrNull(members, "salt"), HexOrNull(members, "personalDigest"), Convert.FromHexString(Text(members, "hash")));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"That is no event: {wrong.Message}", wrong);
        }
    }

    private static Dictionary<string, JsonElement> Members(JsonElement line)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in line.EnumerateObject())
        {
            if (!Names.Contains(member.Name) || !members.TryAdd(member.Name, member.Value))
                throw new FormatException($"That is no event: the member {member.Name} is not known, or is there twice.");
        }
        return members;
    }

    private static long Number(Dictionary<string, JsonElement> members, string name) => members[name].GetInt64();

    private static string Text(Dictionary<string, JsonElement> members, string name) =>
        members[name].GetString() ?? throw new FormatException($"That is no event: {name} is null.");

    private static string? TextOrNull(Dictionary<string, JsonElement> members, string name) => members.ContainsKey(name) ? Text(members, name) : null;

    private static byte[]? HexOrNull(Dictionary<string, JsonElement> members, string name) =>
        members.ContainsKey(name) ? Convert.FromHexString(Text(members, name)) : null;

    /// <summary>As they are written: in UTC, and no finer than what is hashed.</summary>
    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
        && text.EndsWith('Z') && time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0
            ? time
            : throw new FormatException($"That is no event: {text} is no time in whole microseconds, UTC.");

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
