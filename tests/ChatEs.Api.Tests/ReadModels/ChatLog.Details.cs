using System.Globalization;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>What happens beside posting, seeing and coming and going.</summary>
public sealed partial class ChatLog
{
    private static readonly Avatar None = Avatar.None;

    public static StoredFile File(long number, int? width = null) =>
        new(new(number), number.ToString("x64", CultureInfo.InvariantCulture), 10 * number, "image/png", width, width);

    public ChatLog Update(long room, string name, string? key = null, string? description = null, string? options = null) =>
        InRoom(room, "room_updated", new RoomUpdated(new(name, key, description, options)));

    public ChatLog RoomAvatar(long room, Avatar? avatar = null) =>
        InRoom(room, "room_avatar_set", new RoomAvatarSet((avatar ?? None).File, (avatar ?? None).Personal));

    public ChatLog Archive(long room) => InRoom(room, "room_archived", new RoomArchived());

    public ChatLog Unarchive(long room) => InRoom(room, "room_unarchived", new RoomUnarchived());

    public ChatLog Pin(long room, long user) => InRoom(room, "room_pinned", new RoomPinned(new(user)));

    public ChatLog Unpin(long room, long user) => InRoom(room, "room_unpinned", new RoomUnpinned(new(user)));

    /// <summary>A post with everything that a post may have.</summary>
    public ChatLog PostDetailed(
        long room, long author, MessagePersonal personal, MessageMarkup? markup = null, params long[] files) => Message(
            room, author, MessageKind.Text, null, null,
            files.Length == 0 ? personal : personal with { FileNames = [.. files.Select(f => $"file {f}")] },
            markup, files.Length == 0 ? null : [.. files.Select(f => File(f))]);

    public ChatLog Edit(long room, long number, string text, DateTimeOffset? claimedAt = null, MessageMarkup? markup = null) =>
        InRoom(room, "message_edited", new MessageEdited(new(number), markup, new(text, claimedAt)));

    public ChatLog React(long room, long user, long number, string emoji) =>
        InRoom(room, "reaction_added", new ReactionAdded(new(number), new(user), new(emoji)));

    public ChatLog Unreact(long room, long user, long number, string emoji) =>
        InRoom(room, "reaction_removed", new ReactionRemoved(new(number), new(user), new(emoji)));

    public ChatLog Attach(long room, long number, long file) =>
        InRoom(room, "attachment_added", new AttachmentAdded(new(number), File(file, 640), new($"file {file}")));

    public ChatLog Detach(long room, long number, long file) =>
        InRoom(room, "attachment_removed", new AttachmentRemoved(new(number), new(file)));

    public ChatLog Deliver(long room, long user, long upTo) =>
        InRoom(room, "messages_delivered", new MessagesDelivered(new(user), new(upTo)));

    public ChatLog Profile(string tenant, long user, ProfilePersonal personal, UserType type = UserType.Member) =>
        OfUser(tenant, user, "user_profile_changed", new UserProfileChanged(type, personal));

    public ChatLog UserAvatar(string tenant, long user, Avatar? avatar = null) =>
        OfUser(tenant, user, "user_avatar_set", new UserAvatarSet((avatar ?? None).File, (avatar ?? None).Personal));

    public ChatLog Suspend(string tenant, long user) => OfUser(tenant, user, "user_suspended", new UserSuspended());

    public ChatLog Reactivate(string tenant, long user) => OfUser(tenant, user, "user_reactivated", new UserReactivated());

    public ChatLog IssueKey(string tenant, string key, ApiKeyKind kind = ApiKeyKind.Secret) =>
        Append(tenant, $"tenant-{tenant}", "api_key_issued", new ApiKeyIssued(key, kind));

    public ChatLog RevokeKey(string tenant, string key) =>
        Append(tenant, $"tenant-{tenant}", "api_key_revoked", new ApiKeyRevoked(key));

    /// <summary>The trace of an erasure, at the end of the stream whose versions it names.</summary>
    public ChatLog Erase(StreamKey stream, params long[] versions) =>
        Append(stream.Tenant, stream.Id, PersonalDataErased.StoredName, new PersonalDataErased(versions));

    /// <summary>The same log after everybody has asked to be forgotten.</summary>
    public ChatLog WithoutPersonalParts() => Without(Enumerable.Range(1, events.Count).ToHashSet());

    /// <summary>The same log as it is read after these events were erased.</summary>
    public ChatLog Without(IReadOnlySet<int> sequences)
    {
        var erased = new ChatLog();
        erased.events.AddRange(events.Select((e, place) => sequences.Contains(place + 1) ? WithoutPersonal(e) : e));
        return erased;
    }

    private static Event WithoutPersonal(Event e) => new()
    {
        Stream = e.Stream,
        Version = e.Version,
        Id = e.Id,
        Type = e.Type,
        Timestamp = e.Timestamp,
        Data = e.Data switch
        {
            TenantCreated data => data with { Personal = null },
            UserRegistered data => data with { Personal = null },
            UserProfileChanged data => data with { Personal = null },
            UserAvatarSet data => data with { Personal = null },
            RoomCreated data => data with { Personal = null },
            RoomUpdated data => data with { Personal = null },
            RoomAvatarSet data => data with { Personal = null },
            MessagePosted data => data with { Personal = null },
            MessageEdited data => data with { Personal = null },
            ReactionAdded data => data with { Personal = null },
            ReactionRemoved data => data with { Personal = null },
            AttachmentAdded data => data with { Personal = null },
            var structural => structural,
        },
    };

    private ChatLog OfUser(string tenant, long user, string type, object data) =>
        Append(tenant, string.Create(CultureInfo.InvariantCulture, $"user-{user}"), type, data);
}
