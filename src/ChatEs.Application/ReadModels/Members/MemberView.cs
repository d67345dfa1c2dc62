using ChatEs.Domain;

namespace ChatEs.Application.ReadModels.Members;

/// <param name="Extras">A JSON document of the caller, as the exact string.</param>
public sealed record MemberView(
    UserNumber User, string ExternalId, string Username, bool Moderator, DateTimeOffset JoinedAt, Avatar? Avatar = null,
    string? Extras = null);

public sealed record MemberPage(IReadOnlyList<MemberView> Members, bool HasMore);

/// <param name="Total">Of all who are in the room, also those on other pages.</param>
public sealed record MemberNumberedPage(IReadOnlyList<MemberView> Members, long Total);

/// <summary>The place of a member in the list: the next page begins after it.</summary>
public sealed record MemberCursor(DateTimeOffset JoinedAt, UserNumber User);

/// <summary>What one user is to one room, in it or not any more.</summary>
/// <param name="DeliveredThrough">He has said of every message up to this one that it reached him; what was seen has, too.</param>
/// <param name="SeenThrough">He has marked every message up to this one.</param>
public sealed record MembershipView(
    bool Active, bool Moderator, DateTimeOffset JoinedAt, DateTimeOffset? PinnedAt, MessageNumber DeliveredThrough,
    MessageNumber SeenThrough);
