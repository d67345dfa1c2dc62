namespace ChatEs.Domain;

/// <summary>A whole number that names something: stored and sent as a plain JSON integer.</summary>
public interface INumber<TSelf> where TSelf : struct, INumber<TSelf>
{
    long Value { get; }

    static abstract TSelf From(long value);
}

/// <summary>A room's number: 1 to 2^26 - 1, global over all tenants, drawn in blocks (holes are fine).</summary>
public readonly record struct RoomNumber(long Value) : INumber<RoomNumber>
{
    public const long Max = (1L << 26) - 1;

    public static RoomNumber From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A user's number: positive, global over all tenants, drawn in blocks (holes are fine).</summary>
public readonly record struct UserNumber(long Value) : INumber<UserNumber>
{
    public static UserNumber From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A stored file's number: positive, global over all tenants, drawn in blocks (holes are fine).</summary>
public readonly record struct FileNumber(long Value) : INumber<FileNumber>
{
    public static FileNumber From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// The UUIDs of messages. Those that the service makes are new by themselves and are reserved for nobody; one of another
/// version was chosen by a client, and is.
/// </summary>
public static class MessageIds
{
    private const int Version = 7;

    /// <summary>Clients may choose one that looks like it.</summary>
    public static bool MayBeMadeHere(Guid id) => id.Version == Version;
}

/// <summary>A message's number: dense 1..n within its room, at most 2^27 - 1.</summary>
public readonly record struct MessageNumber(long Value) : INumber<MessageNumber>, IComparable<MessageNumber>
{
    public const long Max = (1L << 27) - 1;

    public static MessageNumber From(long value) => new(value);

    public MessageNumber Next => new(Value + 1);

    /// <summary>The integer id of the message: <c>room &lt;&lt; 27 | number</c>, unique and below 2^53.</summary>
    public long IdIn(RoomNumber room) => (room.Value << 27) | Value;

    public static (RoomNumber Room, MessageNumber Number) Split(long id) =>
        (new RoomNumber(id >> 27), new MessageNumber(id & Max));

    public int CompareTo(MessageNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(MessageNumber left, MessageNumber right) => left.Value < right.Value;

    public static bool operator >(MessageNumber left, MessageNumber right) => left.Value > right.Value;

    public static bool operator <=(MessageNumber left, MessageNumber right) => left.Value <= right.Value;

    public static bool operator >=(MessageNumber left, MessageNumber right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
