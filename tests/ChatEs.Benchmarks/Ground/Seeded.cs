using System.Globalization;
using ChatEs.Application.Commands;
using ChatEs.Domain;

namespace ChatEs.Benchmarks.Ground;

/// <summary>What is in the database.</summary>
/// <param name="Users">By their place in <see cref="ExternalId"/>; the first <see cref="Seed.Users"/> are in the rooms.</param>
/// <param name="Rooms">A thousand of ten.</param>
/// <param name="HotRoom">One like the others that only the figures of one room write to.</param>
internal sealed record Seeded(
    string Secret, string KeyId, IReadOnlyList<UserNumber> Users, IReadOnlyList<SeededRoom> Rooms, SeededRoom HotRoom, Sizes Sizes)
{
    /// <summary>The rooms that have a whole page and more.</summary>
    public IReadOnlyList<SeededRoom> PagedRooms { get; } = [.. Rooms.Take(Sizes.PagedRooms)];

    /// <summary>The last of what was posted into the rooms before anything was measured.</summary>
    public long Sequence { get; init; }

    public SeededRoom? Crowd { get; init; }

    public LongRoom? LongRoom { get; init; }

    /// <summary>Of the users in the rooms, by their place; empty where nobody needs them.</summary>
    public IReadOnlyList<string> UserTokens { get; init; } = [];

    /// <summary>As wide as <see cref="Load.Slot.Digits"/>, so that a number can be filled in.</summary>
    public static string ExternalId(int user) => $"user-{user.ToString("d9", CultureInfo.InvariantCulture)}";

    public Caller CallerOf(UserNumber user) => new(Seed.Tenant, $"key:{KeyId}", user, "v1");
}

/// <param name="Members">Places of users.</param>
internal sealed record SeededRoom(RoomNumber Number, string Key, IReadOnlyList<int> Members);

/// <param name="Places">Messages all over the room, for pages in its depth.</param>
internal sealed record LongRoom(SeededRoom Room, int Messages, IReadOnlyList<DeepPlace> Places);

/// <summary>One message, by all names that dialects have for it.</summary>
internal sealed record DeepPlace(MessageNumber Number, Guid Id, DateTimeOffset ShownAt);
