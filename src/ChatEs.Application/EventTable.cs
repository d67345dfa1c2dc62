using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore.Serialization;

namespace ChatEs.Application;

/// <summary>The stored name of every event. docs/events.md has a row for each.</summary>
public static class EventTable
{
    public static EventTypes Create() =>
        new EventTypes(
                new NumberConverter<RoomNumber>(), new NumberConverter<UserNumber>(), new NumberConverter<MessageNumber>(),
                new NumberConverter<FileNumber>())
            .Map<RoomCreated>("room_created")
            .Map<RoomUpdated>("room_updated")
            .Map<RoomAvatarSet>("room_avatar_set")
            .Map<RoomArchived>("room_archived")
            .Map<RoomUnarchived>("room_unarchived")
            .Map<ParticipantsAdded>("participants_added")
            .Map<ParticipantsRemoved>("participants_removed")
            .Map<ModeratorGranted>("moderator_granted")
            .Map<ModeratorRevoked>("moderator_revoked")
            .Map<RoomPinned>("room_pinned")
            .Map<RoomUnpinned>("room_unpinned")
            .Map<MessagePosted>("message_posted")
            .Map<MessageEdited>("message_edited")
            .Map<MessageDeleted>("message_deleted")
            .Map<ReactionAdded>("reaction_added")
            .Map<ReactionRemoved>("reaction_removed")
            .Map<AttachmentAdded>("attachment_added")
            .Map<AttachmentRemoved>("attachment_removed")
            .Map<MessagesDelivered>("messages_delivered")
            .Map<MessagesSeen>("messages_seen")
            .Map<UserRegistered>("user_registered")
            .Map<UserProfileChanged>("user_profile_changed")
            .Map<UserAvatarSet>("user_avatar_set")
            .Map<UserSuspended>("user_suspended")
            .Map<UserReactivated>("user_reactivated")
            .Map<PasswordChanged>("password_changed")
            .Map<UserTokenReset>("user_token_reset")
            .Map<TenantCreated>("tenant_created")
            .Map<ApiKeyIssued>("api_key_issued")
            .Map<ApiKeyRevoked>("api_key_revoked")
            .Map<WebhookRegistered>("webhook_registered")
            .Map<WebhookRemoved>("webhook_removed")
            .Map<WebhookPaused>("webhook_paused")
            .Map<WebhookResumed>("webhook_resumed")
            .Map<WebhookSecretRotated>("webhook_secret_rotated")
            .Map<WebhookReplayed>("webhook_replayed");
}

/// <summary>A typed number as a plain JSON integer.</summary>
public sealed class NumberConverter<T> : JsonConverter<T> where T : struct, INumber<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
