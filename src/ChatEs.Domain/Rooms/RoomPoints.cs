using System.Collections.Immutable;

namespace ChatEs.Domain.Rooms;

/// <summary>What deciding needs to know about one user in one room.</summary>
/// <param name="Active">False is knowledge too: this user is not in the room.</param>
/// <param name="SeenThrough">
/// This user has seen every message from 1 to here. A lower bound: too low costs a receipt that says nothing new, too
/// high would lose one.
/// </param>
/// <param name="DeliveredThrough">Every message from 1 to here has reached him. A lower bound as well.</param>
public readonly record struct Membership(
    bool Active, bool Moderator, MessageNumber SeenThrough, MessageNumber DeliveredThrough = default);

/// <summary>What deciding needs to know about one message.</summary>
/// <param name="Author">Null for a system message.</param>
public readonly record struct MessageFacts(UserNumber? Author, bool IsComment, bool Deleted)
{
    /// <summary>
    /// The one form of every deleted message. Its other facts are dropped, because an event that deletes a message of
    /// which nothing was known cannot say them; no rule may ask for them.
    /// </summary>
    public static readonly MessageFacts Gone = new(null, IsComment: false, Deleted: true);
}

/// <summary>One reaction that may be there or not.</summary>
public readonly record struct Reaction(MessageNumber Message, UserNumber User, string Emoji);

/// <summary>The points of a room that a command looks at.</summary>
public sealed record RoomNeeds(IReadOnlyList<UserNumber> Users, IReadOnlyList<MessageNumber> Messages)
{
    public static readonly RoomNeeds None = new([], []);

    /// <summary>Users of whom one must know whether they have pinned the room.</summary>
    public IReadOnlyList<UserNumber> Pins { get; init; } = [];

    public IReadOnlyList<Reaction> Reactions { get; init; } = [];

    public IReadOnlyList<FileNumber> Files { get; init; } = [];

    /// <summary>What the room is called.</summary>
    public bool Names { get; init; }

    public bool Avatar { get; init; }

    public bool AreUsersAlone => Messages.Count == 0 && Pins.Count == 0 && Reactions.Count == 0 && Files.Count == 0 && !Names && !Avatar;

    internal static RoomNeeds Of(Actor by, params IReadOnlyList<UserNumber> users) =>
        new(by.User is { } user ? [.. users, user] : users, []);

    internal static RoomNeeds Message(Actor by, MessageNumber number) =>
        new(by.User is { } user ? [user] : [], [number]);
}

/// <summary>
/// What is known of a room beyond its head. A point that is not here is unknown, not absent.
/// </summary>
public sealed record RoomPoints
{
    public static readonly RoomPoints None = new();

    public ImmutableDictionary<UserNumber, Membership> Members { get; init; } = ImmutableDictionary<UserNumber, Membership>.Empty;

    public ImmutableDictionary<MessageNumber, MessageFacts> Messages { get; init; } = ImmutableDictionary<MessageNumber, MessageFacts>.Empty;

    public ImmutableDictionary<UserNumber, bool> Pins { get; init; } = ImmutableDictionary<UserNumber, bool>.Empty;

    public ImmutableDictionary<Reaction, bool> Reactions { get; init; } = ImmutableDictionary<Reaction, bool>.Empty;

    /// <summary>The message that a file is attached to; null for a file that is attached to none in this room.</summary>
    public ImmutableDictionary<FileNumber, MessageNumber?> Files { get; init; } = ImmutableDictionary<FileNumber, MessageNumber?>.Empty;

    public RoomPersonal? Names { get; init; }

    public Avatar? Avatar { get; init; }

    public int Count => Members.Count + Messages.Count + Pins.Count + Reactions.Count + Files.Count;

    /// <summary>Those of <paramref name="loaded"/> that are not known yet are added; known ones stay as they are.</summary>
    public RoomPoints Merge(RoomPoints loaded) => new()
    {
        Members = Merge(Members, loaded.Members),
        Messages = Merge(Messages, loaded.Messages),
        Pins = Merge(Pins, loaded.Pins),
        Reactions = Merge(Reactions, loaded.Reactions),
        Files = Merge(Files, loaded.Files),
        Names = Names ?? loaded.Names,
        Avatar = Avatar ?? loaded.Avatar,
    };

    private static ImmutableDictionary<TKey, TPoint> Merge<TKey, TPoint>(
        ImmutableDictionary<TKey, TPoint> known, ImmutableDictionary<TKey, TPoint> loaded) where TKey : notnull
    {
        if (known.IsEmpty || loaded.IsEmpty) return known.IsEmpty ? loaded : known;

        var merged = known.ToBuilder();
        foreach (var (key, point) in loaded) merged.TryAdd(key, point);
        return merged.ToImmutable();
    }
}
