using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.ReadModels.Rooms;

/// <param name="LastActivityAt">The last message, or the creation; a change of the room itself does not move it.</param>
/// <param name="Unread">The viewer's; null when the tenant itself looks.</param>
/// <param name="Options">A JSON document of the caller, as the exact string.</param>
/// <param name="UpdatedAt">What the room is called, is about or is shown by; null while never.</param>
/// <param name="PinnedAt">The viewer's.</param>
/// <param name="Moderator">The viewer's; null when the tenant itself looks.</param>
/// <param name="LastShown">Null while there is none.</param>
public sealed record RoomView(
    RoomNumber Number,
    RoomKind Kind,
    RoomVisibility Visibility,
    UserNumber? Creator,
    string Name,
    string? Key,
    DateTimeOffset CreatedAt,
    MessageNumber LastMessage,
    int MemberCount,
    DateTimeOffset LastActivityAt,
    long? Unread,
    string? Description = null,
    string? Options = null,
    Avatar? Avatar = null,
    DateTimeOffset? UpdatedAt = null,
    DateTimeOffset? ArchivedAt = null,
    DateTimeOffset? PinnedAt = null,
    bool? Moderator = null,
    LastShown? LastShown = null);

/// <summary>The newest message of the main thread that stands: when it is deleted, the one before it.</summary>
public sealed record LastShown(MessageNumber Number, DateTimeOffset ShownAt);

/// <summary>What most answers about a room's messages say of the room.</summary>
public sealed record RoomHead(RoomNumber Number, string Name, string? Key, RoomVisibility Visibility, DateTimeOffset CreatedAt);

public sealed record RoomPage(IReadOnlyList<RoomView> Rooms, bool HasMore);

/// <param name="Total">Of all rooms that the filter lets through, also those on other pages.</param>
public sealed record RoomNumberedPage(IReadOnlyList<RoomView> Rooms, long Total);

/// <summary>The place of a room in its user's list: the next page begins after it.</summary>
public sealed record RoomCursor(DateTimeOffset LastActivityAt, RoomNumber Number);

/// <summary>Which rooms of a user; null does not ask.</summary>
public sealed record RoomFilter(IReadOnlyList<RoomKind>? Kinds = null, bool? Archived = null, bool? Pinned = null)
{
    public bool IsAny => this is { Kinds: null, Archived: null, Pinned: null };
}
