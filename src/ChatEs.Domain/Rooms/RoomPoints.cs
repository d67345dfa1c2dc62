namespace ChatEs.Domain.Rooms;

/// <summary>What deciding needs to know about one user in one room.</summary>
/// <param name="Active">False is knowledge too: this user is not in the room.</param>
/// <param name="SeenThrough">
/// This user has seen every message from 1 to here. A lower bound: too low costs a receipt that says nothing new, too
/// high would lose one.
/// </param>
public readonly record struct Membership(bool Active, bool Moderator, MessageNumber SeenThrough);

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

/// <summary>The points of a room that a command looks at.</summary>
public sealed record RoomNeeds(IReadOnlyList<UserNumber> Users, IReadOnlyList<MessageNumber> Messages)
{
    public static readonly RoomNeeds None = new([], []);

    internal static RoomNeeds Of(Actor by, params IReadOnlyList<UserNumber> users) =>
        new(by.User is { } user ? [.. users, user] : users, []);
}
