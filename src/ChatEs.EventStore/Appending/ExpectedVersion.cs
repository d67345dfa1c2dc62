namespace ChatEs.EventStore.Appending;

/// <summary>What an append without a decider expects of its stream.</summary>
public readonly record struct ExpectedVersion
{
    private const long AnyValue = -1;

    private ExpectedVersion(long value) => Value = value;

    /// <summary>The version; 0 = the stream must not exist, -1 = no matter which.</summary>
    public long Value { get; }

    public static ExpectedVersion NoStream => new(0);

    public static ExpectedVersion Any => new(AnyValue);

    public static ExpectedVersion Exactly(long version) =>
        new(version >= 0 ? version : throw new ArgumentOutOfRangeException(nameof(version), version, "A version is not negative."));

    internal bool Accepts(long version) => Value == AnyValue || Value == version;
}

public sealed class WrongExpectedVersionException(StreamKey stream, long actual, long expected)
    : InvalidOperationException($"Stream {stream} is at version {actual}, expected {expected}.")
{
    public StreamKey Stream => stream;

    public long Actual => actual;

    public long Expected => expected;
}

/// <summary>An append that decides nothing but whether the version is the expected one.</summary>
internal sealed class PlainAppend(
    StreamKey stream, StreamFamily family, ExpectedVersion expected, IReadOnlyList<object> events, EventMetadata metadata) : IDecider
{
    public StreamKey Stream => stream;

    public StreamFamily Family => family;

    public bool StartsStream => expected == ExpectedVersion.NoStream;

    public EventMetadata Metadata => metadata;

    public bool Knows(object state) => true;

    public Decided Decide(object state, long version, DateTimeOffset now) =>
        expected.Accepts(version)
            ? new Decided(events, null)
            : new Decided([], new WrongExpectedVersionException(stream, version, expected.Value));
}
