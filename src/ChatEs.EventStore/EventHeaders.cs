using System.Text;
using System.Text.Json;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Serialization;

namespace ChatEs.EventStore;

/// <summary>
/// The headers of an event: a JSON object of strings and whole numbers, kept canonical. Build one for each caller and
/// use it again: it is hashed and stored with every event.
/// </summary>
public sealed class EventHeaders
{
    private EventHeaders(byte[] canonical)
    {
        Canonical = canonical;
        Json = Encoding.UTF8.GetString(canonical);
    }

    public string Json { get; }

    internal byte[] Canonical { get; }

    /// <exception cref="FormatException">It is not an object, or holds what the canonical form does not.</exception>
    public static EventHeaders Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException("Headers are a JSON object.");
        return new EventHeaders(CanonicalJson.Bytes(document.RootElement));
    }

    /// <exception cref="FormatException">A value is not whole, or a text cannot be stored.</exception>
    public static EventHeaders From(params IEnumerable<(string Name, object? Value)> headers)
    {
        var present = headers.Where(h => h.Value is not null).ToDictionary(h => h.Name, h => h.Value);
        foreach (var (name, value) in present)
        {
            // The serializer would replace half a surrogate pair by another character without a word.
            StorableText.Check(name);
            StorableText.Check(value as string);
        }
        return Parse(JsonSerializer.Serialize(present));
    }
}
