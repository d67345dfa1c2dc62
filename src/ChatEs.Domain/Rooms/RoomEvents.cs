namespace ChatEs.Domain.Rooms;

// These records are the contract with the log: their stored names stand in Application's event table, their shapes in
// docs/events.md. Never change the meaning of a member; a new shape is a new event and an upcaster.
//
// Structural members stand at the top level and name users by number only. Everything a person wrote or is called by
// stands under Personal, which erasure removes: no decision, number, count or receipt may depend on it.

public enum RoomKind
{
    Group,
    Single,
    Channel,
}

public enum RoomVisibility
{
    Private,
    Public,
}

public enum MessageKind
{
    Text,
    System,
}

public abstract record RoomEvent : IDomainEvent;

/// <param name="Creator">Null when the tenant's server key created the room for nobody in particular.</param>
public sealed record RoomCreated(
    RoomNumber Room, RoomKind Kind, RoomVisibility Visibility, UserNumber? Creator, RoomPersonal? Personal) : RoomEvent;

/// <param name="Name">Shown to people; may be empty.</param>
/// <param name="Key">The caller's own key of the room, unique within the tenant; null for none.</param>
public sealed record RoomPersonal(string Name, string? Key);

/// <param name="Users">
/// Each once, and none who was in the room: the count of members grows by as many, without a look at who they are.
/// </param>
public sealed record ParticipantsAdded(IReadOnlyList<UserNumber> Users) : RoomEvent;

/// <param name="Users">Each once, and all were in the room. Who leaves stops to moderate.</param>
public sealed record ParticipantsRemoved(IReadOnlyList<UserNumber> Users) : RoomEvent;

/// <param name="User">Is in the room.</param>
public sealed record ModeratorGranted(UserNumber User) : RoomEvent;

/// <param name="User">Is in the room, and stays in it.</param>
public sealed record ModeratorRevoked(UserNumber User) : RoomEvent;

/// <param name="Number">Dense within the room: the last message's number plus one.</param>
/// <param name="Id">The canonical id, a UUID version 7 made at the edge, or chosen by the client.</param>
/// <param name="Author">Null for a system message only.</param>
/// <param name="ReplyTo">The message quoted; the reply stays in the main thread.</param>
/// <param name="Parent">The message commented on: this one is a comment and never counts as unread.</param>
public sealed record MessagePosted(
    MessageNumber Number,
    Guid Id,
    UserNumber? Author,
    MessageKind Kind,
    MessageNumber? ReplyTo,
    MessageNumber? Parent,
    MessagePersonal? Personal) : RoomEvent
{
    /// <summary>Countable messages are those that can be unread: main thread, not system.</summary>
    public bool IsCountable => Parent is null && Kind != MessageKind.System;
}

/// <param name="ClaimedAt">When the client says it was written; shown in place of the server's time.</param>
public sealed record MessagePersonal(string Text, DateTimeOffset? ClaimedAt);

/// <param name="By">Null when the tenant's server key deleted it.</param>
public sealed record MessageDeleted(MessageNumber Number, UserNumber? By) : RoomEvent;

/// <summary>The act as asked: <paramref name="User"/> says to have seen every message from one number to another.</summary>
public sealed record MessagesSeen(UserNumber User, MessageNumber From, MessageNumber To) : RoomEvent;
