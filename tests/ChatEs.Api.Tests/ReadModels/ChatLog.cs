using System.Globalization;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>Writes a log as a story. The clock begins at <see cref="Start"/> and moves on by one second per event.</summary>
public sealed partial class ChatLog
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly List<Event> events = [];
    private readonly Dictionary<StreamKey, long> versions = [];
    private readonly Dictionary<long, long> lastMessages = [];
    private readonly Dictionary<long, string> tenantOfRoom = [];

    public IReadOnlyList<Event> Events => events;

    /// <summary>When the last event of the story happened.</summary>
    public DateTimeOffset Now => Start.AddSeconds(events.Count);

    public static Guid IdOf(long room, long number) =>
        new($"00000000-0000-7000-8000-{(room << 27) | number:x12}");

    public ChatLog Tenant(string tenant, bool registersUnknownUsers = true) => Append(
        tenant, $"tenant-{tenant}", "tenant_created", new TenantCreated(tenant, registersUnknownUsers, new($"Name of {tenant}")));

    public ChatLog User(string tenant, long user, string externalId) => Append(
        tenant, $"user-{user}", "user_registered", new UserRegistered(new(user), new(externalId, externalId.ToUpperInvariant())));

    public ChatLog Room(
        string tenant, long room, RoomVisibility visibility, string? key = null, RoomKind kind = RoomKind.Group, long? creator = null)
    {
        tenantOfRoom[room] = tenant;
        return InRoom(room, "room_created", new RoomCreated(
            new(room), kind, visibility, creator is { } user ? new(user) : null, new($"Room {room}", key)));
    }

    public ChatLog Join(long room, params long[] users) =>
        InRoom(room, "participants_added", new ParticipantsAdded([.. users.Select(UserNumber.From)]));

    public ChatLog Leave(long room, params long[] users) =>
        InRoom(room, "participants_removed", new ParticipantsRemoved([.. users.Select(UserNumber.From)]));

    public ChatLog Grant(long room, long user) => InRoom(room, "moderator_granted", new ModeratorGranted(new(user)));

    public ChatLog Revoke(long room, long user) => InRoom(room, "moderator_revoked", new ModeratorRevoked(new(user)));

    public ChatLog Post(long room, long author, string text = "hello", long? replyTo = null, DateTimeOffset? claimedAt = null) =>
        Message(room, author, MessageKind.Text, replyTo, null, new(text, claimedAt));

    public ChatLog Comment(long room, long author, long parent) =>
        Message(room, author, MessageKind.Text, null, parent, new("a comment", null));

    public ChatLog System(long room, long? author = null) =>
        Message(room, author, MessageKind.System, null, null, new("something happened", null));

    public ChatLog Delete(long room, long number) =>
        InRoom(room, "message_deleted", new MessageDeleted(new(number), null));

    public ChatLog See(long room, long user, long from, long to) =>
        InRoom(room, "messages_seen", new MessagesSeen(new(user), new(from), new(to)));

    public ChatLog See(long room, long user, long number) => See(room, user, number, number);

    public ChatLog SeeUpTo(long room, long user, long number) => See(room, user, 1, number);

    private ChatLog Message(long room, long? author, MessageKind kind, long? replyTo, long? parent, MessagePersonal personal,
        MessageMarkup? markup = null, IReadOnlyList<StoredFile>? files = null)
    {
        var number = lastMessages[room] = lastMessages.GetValueOrDefault(room) + 1;
        return InRoom(room, "message_posted", new MessagePosted(
            new(number),
            IdOf(room, number),
            author is { } user ? new(user) : null,
            kind,
            replyTo is { } quoted ? new(quoted) : null,
            parent is { } commented ? new(commented) : null,
            personal,
            markup,
            files));
    }

    private ChatLog InRoom(long room, string type, object data) =>
        Append(tenantOfRoom[room], string.Create(CultureInfo.InvariantCulture, $"room-{room}"), type, data);

    private ChatLog Append(string tenant, string streamId, string type, object data)
    {
        var stream = new StreamKey(tenant, streamId);
        var version = versions[stream] = versions.GetValueOrDefault(stream) + 1;
        events.Add(new()
        {
            Stream = stream,
            Version = version,
            Id = Guid.CreateVersion7(),
            Type = type,
            Timestamp = Start.AddSeconds(events.Count + 1),
            Data = data,
        });
        return this;
    }
}
