using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.ReadModels.Messages;

/// <param name="ShownAt">The claimed time where there is one, else the server's: what is shown, filtered and sought by.</param>
public sealed record MessageView(
    RoomNumber Room,
    MessageNumber Number,
    Guid Id,
    MessageAuthor? Author,
    MessageKind Kind,
    string Text,
    MessageNumber? ReplyTo,
    MessageNumber? Parent,
    DateTimeOffset PostedAt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset ShownAt)
{
    public long IntegerId => Number.IdIn(Room);
}

public sealed record MessageAuthor(UserNumber Number, string ExternalId, string Username);

/// <summary>A page of a room's history, oldest first, and whether more lies on either side. Deleted messages are left out.</summary>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, bool HasBefore, bool HasAfter);

/// <summary>
/// Which page. A cursor is a message number; that of a deleted message, or of one that never was, is as good as any.
/// </summary>
public abstract record PageRequest(int Limit)
{
    public const int MaxLimit = 1000;

    public sealed record Newest(int Limit) : PageRequest(Limit);

    public sealed record Before(MessageNumber Cursor, int Limit) : PageRequest(Limit);

    public sealed record After(MessageNumber Cursor, int Limit) : PageRequest(Limit);

    /// <summary>Half of the page lies before the cursor; the other half begins with it.</summary>
    public sealed record Around(MessageNumber Cursor, int Limit) : PageRequest(Limit);

    /// <summary>
    /// From the first message in (shown time, number) order at or after the time on, in the order of the numbers: later
    /// messages of the page may claim an earlier time.
    /// </summary>
    public sealed record Since(DateTimeOffset Time, int Limit) : PageRequest(Limit);
}
