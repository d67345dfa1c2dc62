using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;

namespace ChatEs.Application.ReadModels.Messages;

/// <param name="Author">Null for a system message.</param>
/// <param name="ShownAt">The claimed time where there is one, else the server's: what is shown, filtered and sought by.</param>
/// <param name="Payload">A JSON document of the caller, as the exact string; so are the extras.</param>
/// <param name="EditedAt">As the client claims, else the server's; null while never.</param>
/// <param name="Comments">That stand.</param>
/// <param name="Attachments">In the order of attaching.</param>
/// <param name="Reactions">The emoji used first comes first.</param>
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
    DateTimeOffset ShownAt,
    MessageMarkup Markup,
    string? Session,
    string? MediaUrl,
    IReadOnlyList<MessageLink> Links,
    string? PayloadType,
    string? Payload,
    string? Extras,
    DateTimeOffset? EditedAt,
    int Comments,
    IReadOnlyList<AttachmentView> Attachments,
    IReadOnlyList<ReactionCount> Reactions)
{
    public long IntegerId => Number.IdIn(Room);

    /// <summary>What it takes in memory, in bytes and roughly, without its author.</summary>
    internal long Size =>
        400 + (2L * (Text.Length + (Session?.Length ?? 0) + (MediaUrl?.Length ?? 0) + (Payload?.Length ?? 0) + (Extras?.Length ?? 0)))
        + Links.Sum(link => 100 + (2L * link.Url.Length));
}

public sealed record MessageAuthor(
    UserNumber Number, string ExternalId, string Username, UserType Type = UserType.Member, string? First = null, string? Last = null,
    DateTimeOffset RegisteredAt = default)
{
    internal static MessageAuthor Of(UserView user) => new(
        user.Number, user.ExternalId, user.Username, user.Type, user.First, user.Last, user.RegisteredAt);

    /// <summary>What he was called is gone, and with it what he wrote.</summary>
    public bool IsErased => ExternalId == Erased.ExternalId(Number);
}

/// <summary>A page of a room's history, oldest first, and whether more lies on either side. Deleted messages are left out.</summary>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, bool HasBefore, bool HasAfter);

/// <summary>
/// Which page. A cursor is a message number; that of a deleted message, or of one that never was, is as good as any.
/// </summary>
public abstract record PageRequest(int Limit)
{
    public const int MaxLimit = 1000;

    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or above <see cref="MaxLimit"/>.</exception>
    public int Limit { get; init; } = Limit is >= 1 and <= MaxLimit ? Limit : throw new ArgumentOutOfRangeException(nameof(Limit));

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

/// <summary>
/// Which messages; what is null does not ask. Those of one parent or session are found by an index; an author, the times
/// or the main thread alone are looked for in the room, in the order of the page, until it is full.
/// </summary>
/// <param name="MainThreadOnly">No comments.</param>
/// <param name="Parent">The comments of one message.</param>
/// <param name="From">Shown then or later.</param>
/// <param name="Until">Shown before then.</param>
public sealed record MessageFilter(
    bool MainThreadOnly = false,
    MessageNumber? Parent = null,
    string? Session = null,
    UserNumber? Author = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null)
{
    public static MessageFilter MainThread { get; } = new(MainThreadOnly: true);
}
