namespace ChatEs.EventStore;

/// <summary>
/// An event with its metadata, as a projection, a subscription or a reader sees it. The words are Marten's:
/// <see cref="Version"/> is the place in the stream (from 1), <see cref="Sequence"/> the place in the whole log
/// (from 1, without holes, in commit order).
/// </summary>
public sealed class Event
{
    /// <summary>0 while the event is on its way to the log: an inline projection must not use it.</summary>
    public long Sequence { get; init; }

    public required StreamKey Stream { get; init; }

    public required long Version { get; init; }

    public required Guid Id { get; init; }

    /// <summary>The stored name, for example <c>message_posted</c>; after upcasting that of the newest shape.</summary>
    public required string Type { get; init; }

    /// <summary>Server time in UTC, whole microseconds, never going back within a stream.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The record mapped to <see cref="Type"/>.</summary>
    public required object Data { get; init; }

    public EventMetadata Metadata { get; init; } = EventMetadata.None;
}

/// <summary>Who caused an event and why: stored with every event of one append.</summary>
/// <param name="CorrelationId">Names the request or job that started it all.</param>
/// <param name="CausationId">Names what directly led to this append.</param>
/// <param name="Headers">Who asked, by which dialect, and the like; null for none.</param>
public sealed record EventMetadata(string? CorrelationId, string? CausationId, EventHeaders? Headers)
{
    public static readonly EventMetadata None = new(null, null, null);
}
