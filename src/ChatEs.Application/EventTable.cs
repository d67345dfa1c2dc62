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
        new EventTypes(new NumberConverter<RoomNumber>(), new NumberConverter<UserNumber>(), new NumberConverter<MessageNumber>())
            .Map<RoomCreated>("room_created")
            .Map<ParticipantsAdded>("participants_added")
            .Map<ParticipantsRemoved>("participants_removed")
            .Map<ModeratorGranted>("moderator_granted")
            .Map<ModeratorRevoked>("moderator_revoked")
            .Map<MessagePosted>("message_posted")
            .Map<MessageDeleted>("message_deleted")
            .Map<MessagesSeen>("messages_seen")
            .Map<UserRegistered>("user_registered")
            .Map<TenantCreated>("tenant_created")
            .Map<ApiKeyIssued>("api_key_issued");
}

/// <summary>A typed number as a plain JSON integer.</summary>
public sealed class NumberConverter<T> : JsonConverter<T> where T : struct, INumber<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
