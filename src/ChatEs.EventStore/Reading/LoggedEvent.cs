using ChatEs.EventStore.Serialization;

namespace ChatEs.EventStore.Reading;

/// <summary>An event as it came from the log: where it stands and what it is called, and all of it when it is read.</summary>
public sealed class LoggedEvent(
    EventTypes types, long sequence, StreamKey stream, long version, Guid id, string type, string data, DateTimeOffset timestamp,
    string? correlationId, string? causationId, string? headers)
{
    private Event? _read;

    public long Sequence => sequence;

    public StreamKey Stream => stream;

    /// <summary>The stored name, not upcast.</summary>
    public string Type => type;

    /// <summary>How long its data is.</summary>
    public int Characters => data.Length;

    /// <summary>Whether it can be read.</summary>
    public bool IsKnown => types.Knows(type);

    /// <summary>The event in its newest shape; the same object every time.</summary>
    /// <exception cref="UnknownEventTypeException">No record is mapped to its name.</exception>
    public Event Read() => _read ??= Deserialize();

    private Event Deserialize()
    {
        var (name, body) = types.Read(type, data);
        return new Event
        {
            Sequence = sequence,
            Stream = stream,
            Version = version,
            Id = id,
            Type = name,
            Data = body,
            Timestamp = timestamp,
            Metadata = new EventMetadata(correlationId, causationId, headers is null ? null : EventHeaders.Parse(headers)),
        };
    }
}
