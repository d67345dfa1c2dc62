using ChatEs.Domain;

namespace ChatEs.Application.ReadModels.Receipts;

public sealed record ReaderView(UserNumber User, string ExternalId, string Username, DateTimeOffset SeenAt);

/// <param name="Total">Of all readers of the message, also those on other pages.</param>
public sealed record ReaderPage(IReadOnlyList<ReaderView> Readers, long Total, bool HasMore);

public sealed record Seen(UserNumber User, DateTimeOffset At);

internal sealed record SeenSegment(Seen Seen, MessageNumber First, MessageNumber Last);

/// <summary>How far a message has come with all of its recipients: the least advanced decides.</summary>
public enum DeliveryStatus
{
    Sent,
    /// <summary>It has reached a device of each.</summary>
    Received,
    /// <summary>Each has marked it as seen.</summary>
    Read,
}

/// <param name="Recipients">Who is in the room now, without the author.</param>
/// <param name="Received">Of the recipients; who has seen it has received it.</param>
public sealed record Delivery(long Recipients, long Received, long Seen)
{
    /// <summary>Where nobody else is there, nobody has got it.</summary>
    public DeliveryStatus Status =>
        Recipients == 0 ? DeliveryStatus.Sent
        : Seen == Recipients ? DeliveryStatus.Read
        : Received == Recipients ? DeliveryStatus.Received
        : DeliveryStatus.Sent;
}
