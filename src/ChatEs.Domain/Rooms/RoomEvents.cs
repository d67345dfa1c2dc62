namespace ChatEs.Domain.Rooms;

// These records are the contract with the log: their stored names stand in Application's event table, their shapes in
// docs/events.md. Never change the meaning of a member; a new shape is a new event and an upcaster.
//
// Structural members stand at the top level and name users by number only. Everything a person wrote or is called by
// stands under Personal, which erasure removes: no number, count or receipt may depend on it.

public enum RoomKind
{
    Group,
    Single,
    /// <summary>A group room that is found by its key.</summary>
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
    Image,
    File,
    System,
    /// <summary>Left while nobody was there to read it.</summary>
    Offline,
}

/// <summary>How the text of a message is to be read.</summary>
public enum MessageMarkup
{
    Plain,
    Html,
    Markdown,
    Code,
    Latex,
}

public abstract record RoomEvent : IDomainEvent;

/// <param name="Creator">Null when the tenant's server key created the room for nobody in particular.</param>
public sealed record RoomCreated(
    RoomNumber Room, RoomKind Kind, RoomVisibility Visibility, UserNumber? Creator, RoomPersonal? Personal) : RoomEvent;

/// <param name="Name">Shown to people; may be empty.</param>
/// <param name="Key">The caller's own key of the room, unique within the tenant; null for none.</param>
/// <param name="Description">What the room is about; null for none.</param>
/// <param name="Options">A JSON document of the caller, kept as the exact string that came; null for none.</param>
public sealed record RoomPersonal(string Name, string? Key, string? Description = null, string? Options = null);

/// <summary>The room is called so from now on: the whole of it, also what stays as it was.</summary>
public sealed record RoomUpdated(RoomPersonal? Personal) : RoomEvent;

/// <summary>A stored file, or an address elsewhere under Personal, or neither: the room has no avatar any more.</summary>
public sealed record RoomAvatarSet(StoredFile? File, AvatarPersonal? Personal) : RoomEvent;

public sealed record RoomArchived : RoomEvent;

public sealed record RoomUnarchived : RoomEvent;

/// <param name="Users">
/// Each once, and none who was in the room: the count of members grows by as many, without a look at who they are.
/// </param>
public sealed record ParticipantsAdded(IReadOnlyList<UserNumber> Users) : RoomEvent;

/// <param name="Users">Each once, and all were in the room. Who leaves stops to moderate and to keep the room pinned.</param>
public sealed record ParticipantsRemoved(IReadOnlyList<UserNumber> Users) : RoomEvent;

/// <param name="User">Is in the room.</param>
public sealed record ModeratorGranted(UserNumber User) : RoomEvent;

/// <param name="User">Is in the room, and stays in it.</param>
public sealed record ModeratorRevoked(UserNumber User) : RoomEvent;

/// <summary>One user keeps the room at the top of his list; nobody else sees it.</summary>
/// <param name="User">Is in the room.</param>
public sealed record RoomPinned(UserNumber User) : RoomEvent;

/// <param name="User">Is in the room.</param>
public sealed record RoomUnpinned(UserNumber User) : RoomEvent;

/// <param name="Number">Dense within the room: the last message's number plus one.</param>
/// <param name="Id">The canonical id, a UUID version 7 made at the edge, or chosen by the client.</param>
/// <param name="Author">Null for a system message only.</param>
/// <param name="ReplyTo">The message quoted; the reply stays in the main thread.</param>
/// <param name="Parent">The message commented on: this one is a comment and never counts as unread.</param>
/// <param name="Markup">Null is plain.</param>
/// <param name="Files">Null for none. Their names stand under Personal, in the same order.</param>
public sealed record MessagePosted(
    MessageNumber Number,
    Guid Id,
    UserNumber? Author,
    MessageKind Kind,
    MessageNumber? ReplyTo,
    MessageNumber? Parent,
    MessagePersonal? Personal,
    MessageMarkup? Markup = null,
    IReadOnlyList<StoredFile>? Files = null) : RoomEvent
{
    /// <summary>Countable messages are those that can be unread: main thread, not system.</summary>
    public bool IsCountable => Parent is null && Kind != MessageKind.System;
}

/// <param name="ClaimedAt">When the client says it was written; shown in place of the server's time.</param>
/// <param name="Session">The caller's own grouping of messages within the room: a consultation, a topic.</param>
/// <param name="MediaUrl">The address of a medium kept elsewhere.</param>
/// <param name="PayloadType">What <paramref name="Payload"/> is: <c>buttons</c>, <c>card</c>, <c>location</c> and the like.</param>
/// <param name="Payload">A JSON document of the caller, kept as the exact string that came.</param>
/// <param name="Extras">Another one, for what the message itself does not show.</param>
public sealed record MessagePersonal(
    string Text,
    DateTimeOffset? ClaimedAt,
    string? Session = null,
    string? MediaUrl = null,
    IReadOnlyList<MessageLink>? Links = null,
    string? PayloadType = null,
    string? Payload = null,
    string? Extras = null,
    IReadOnlyList<string>? FileNames = null);

public enum LinkType
{
    Page,
    Image,
}

public sealed record MessageLink(string Url, LinkType Type);

/// <summary>The text as it is from now on; everything else of the message stays.</summary>
/// <param name="Markup">Null is plain.</param>
public sealed record MessageEdited(MessageNumber Number, MessageMarkup? Markup, EditPersonal? Personal) : RoomEvent;

/// <param name="ClaimedAt">When the client says it was edited.</param>
public sealed record EditPersonal(string Text, DateTimeOffset? ClaimedAt = null);

/// <param name="By">Null when the tenant's server key deleted it.</param>
public sealed record MessageDeleted(MessageNumber Number, UserNumber? By) : RoomEvent;

public sealed record ReactionAdded(MessageNumber Number, UserNumber User, ReactionPersonal? Personal) : RoomEvent;

public sealed record ReactionRemoved(MessageNumber Number, UserNumber User, ReactionPersonal? Personal) : RoomEvent;

/// <param name="Emoji">An emoji or its short name: personal, since nobody can tell which of the two a person chose to hide words in.</param>
public sealed record ReactionPersonal(string Emoji);

public sealed record AttachmentAdded(MessageNumber Number, StoredFile File, AttachmentPersonal? Personal) : RoomEvent;

public sealed record AttachmentPersonal(string FileName);

public sealed record AttachmentRemoved(MessageNumber Number, FileNumber File) : RoomEvent;

/// <summary>Every message up to this one has reached a device of <paramref name="User"/>.</summary>
public sealed record MessagesDelivered(UserNumber User, MessageNumber UpTo) : RoomEvent;

/// <summary>The act as asked: <paramref name="User"/> says to have seen every message from one number to another.</summary>
public sealed record MessagesSeen(UserNumber User, MessageNumber From, MessageNumber To) : RoomEvent;
