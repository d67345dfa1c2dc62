using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Qiscus;

// Every name of the answers stands here, in the order of the document's own example of the call; those of the requests
// stand where they are read, since a request may be JSON, a form or a query.

internal sealed record Envelope<T>(
    [property: JsonPropertyName("results")] T Results,
    [property: JsonPropertyName("status")] int Status);

internal sealed record ErrorEnvelope(
    [property: JsonPropertyName("error")] ErrorBody Error,
    [property: JsonPropertyName("status")] int Status);

internal sealed record ErrorBody(
    [property: JsonPropertyName("code"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("detailed_messages")] IReadOnlyList<string> DetailedMessages);

/// <param name="Participants">Null where nobody asked for them.</param>
internal sealed record RoomBody(
    [property: JsonPropertyName("room_id")] string RoomId,
    [property: JsonPropertyName("room_name")] string RoomName,
    [property: JsonPropertyName("room_type")] string RoomType,
    [property: JsonPropertyName("room_avatar_url")] string RoomAvatarUrl,
    [property: JsonPropertyName("room_options")] string RoomOptions,
    [property: JsonPropertyName("room_channel_id")] string RoomChannelId,
    [property: JsonPropertyName("participants"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ParticipantBody>? Participants = null);

/// <summary>The same room as get_or_create_channel shows it.</summary>
internal sealed record ChannelBody(
    [property: JsonPropertyName("room_avatar_url")] string RoomAvatarUrl,
    [property: JsonPropertyName("room_channel_id")] string RoomChannelId,
    [property: JsonPropertyName("room_id")] string RoomId,
    [property: JsonPropertyName("room_name")] string RoomName,
    [property: JsonPropertyName("room_options")] string RoomOptions,
    [property: JsonPropertyName("room_type")] string RoomType);

internal sealed record RoomResults([property: JsonPropertyName("room")] RoomBody Room);

internal sealed record ChangedRoomResults(
    [property: JsonPropertyName("changed")] bool Changed,
    [property: JsonPropertyName("room")] RoomBody Room);

internal sealed record ChannelResults(
    [property: JsonPropertyName("changed")] bool Changed,
    [property: JsonPropertyName("room")] ChannelBody Room);

internal sealed record RoomsResults([property: JsonPropertyName("rooms")] IReadOnlyList<RoomBody> Rooms);

internal sealed record UserRoomsMeta(
    [property: JsonPropertyName("current_page")] long CurrentPage,
    [property: JsonPropertyName("total_room")] long TotalRoom);

internal sealed record UserRoomsResults(
    [property: JsonPropertyName("meta")] UserRoomsMeta Meta,
    [property: JsonPropertyName("rooms")] IReadOnlyList<RoomBody> Rooms);

/// <summary>Who was added or removed, and who wrote a comment.</summary>
internal sealed record PersonBody(
    [property: JsonPropertyName("avatar_url")] string AvatarUrl,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("username")] string Username);

internal sealed record ParticipantBody(
    [property: JsonPropertyName("avatar_url")] string AvatarUrl,
    [property: JsonPropertyName("extras"), JsonConverter(typeof(RawJson))] string Extras,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("username")] string Username);

internal sealed record AddedResults([property: JsonPropertyName("participants_added")] IReadOnlyList<PersonBody> Added);

internal sealed record RemovedResults([property: JsonPropertyName("participants_removed")] IReadOnlyList<PersonBody> Removed);

internal sealed record ParticipantsResults([property: JsonPropertyName("participants")] IReadOnlyList<ParticipantBody> Participants);

internal sealed record UnreadBody(
    [property: JsonPropertyName("room_id")] string RoomId,
    [property: JsonPropertyName("unread_count")] long UnreadCount);

internal sealed record UnreadResults([property: JsonPropertyName("unread_counts")] IReadOnlyList<UnreadBody> UnreadCounts);

internal sealed record UserBody(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("avatar_url")] string AvatarUrl,
    [property: JsonPropertyName("extras"), JsonConverter(typeof(RawJson))] string Extras);

internal sealed record UserResults([property: JsonPropertyName("user")] UserBody User);

internal sealed record TokenResults([property: JsonPropertyName("token")] string Token);

internal sealed record ListedUserBody(
    [property: JsonPropertyName("active")] bool Active,
    [property: JsonPropertyName("avatar_url")] string AvatarUrl,
    [property: JsonPropertyName("created_at")] string CreatedAt,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("extras"), JsonConverter(typeof(RawJson))] string Extras,
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("updated_at")] string UpdatedAt,
    [property: JsonPropertyName("username")] string Username);

internal sealed record UserListMeta(
    [property: JsonPropertyName("total_data")] long TotalData,
    [property: JsonPropertyName("total_page")] long TotalPage);

internal sealed record UserListResults(
    [property: JsonPropertyName("meta")] UserListMeta Meta,
    [property: JsonPropertyName("users")] IReadOnlyList<ListedUserBody> Users);

internal sealed record UserIdsResults([property: JsonPropertyName("user_ids")] IReadOnlyList<string> UserIds);

internal sealed record UserUnreadBody(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("unread_count")] long UnreadCount);

internal sealed record UserUnreadResults([property: JsonPropertyName("user_unread_count")] IReadOnlyList<UserUnreadBody> UserUnreadCount);

/// <param name="Payload">A JSON object, or null; so are the extras.</param>
internal sealed record CommentBody(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("payload"), JsonConverter(typeof(RawJson))] string? Payload,
    [property: JsonPropertyName("extras"), JsonConverter(typeof(RawJson))] string? Extras,
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("user")] PersonBody User);

internal sealed record CommentResults([property: JsonPropertyName("comment")] CommentBody Comment);

internal sealed record CommentsResults([property: JsonPropertyName("comments")] IReadOnlyList<CommentBody> Comments);

internal sealed record MessageResults([property: JsonPropertyName("message")] string Message);

/// <summary>What a webhook sends when a comment is posted.</summary>
internal sealed record WebhookBody(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("payload")] WebhookPayload Payload);

internal sealed record WebhookPayload(
    [property: JsonPropertyName("from")] WebhookFrom From,
    [property: JsonPropertyName("room")] WebhookRoom Room,
    [property: JsonPropertyName("message")] WebhookComment Message);

internal sealed record WebhookFrom(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("name")] string Name);

/// <param name="Participants">Null for a channel.</param>
internal sealed record WebhookRoom(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("topic_id")] long TopicId,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("participants"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<WebhookParticipant>? Participants);

internal sealed record WebhookParticipant(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("avatar_url")] string AvatarUrl);

internal sealed record WebhookComment(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("payload"), JsonConverter(typeof(RawJson))] string Payload);

internal sealed record WebhookPing([property: JsonPropertyName("type")] string Type);

/// <param name="ErrorMessage">Null where it went well; the response's are null where there was none.</param>
internal sealed record WebhookLogBody(
    [property: JsonPropertyName("attempted_at")] string AttemptedAt,
    [property: JsonPropertyName("endpoint")] string Endpoint,
    [property: JsonPropertyName("error_message")] string? ErrorMessage,
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("is_success")] bool IsSuccess,
    [property: JsonPropertyName("request_body")] string RequestBody,
    [property: JsonPropertyName("response_body")] string? ResponseBody,
    [property: JsonPropertyName("response_code")] int? ResponseCode);

internal sealed record WebhookLogsResults([property: JsonPropertyName("webhook_logs")] IReadOnlyList<WebhookLogBody> WebhookLogs);

/// <summary>What a client gave as JSON and was looked at then: it goes out as it came, not as a text.</summary>
internal sealed class RawJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are never read.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value, skipInputValidation: true);
}

[JsonSerializable(typeof(ErrorEnvelope))]
[JsonSerializable(typeof(Envelope<RoomResults>))]
[JsonSerializable(typeof(Envelope<ChangedRoomResults>))]
[JsonSerializable(typeof(Envelope<ChannelResults>))]
[JsonSerializable(typeof(Envelope<RoomsResults>))]
[JsonSerializable(typeof(Envelope<UserRoomsResults>))]
[JsonSerializable(typeof(Envelope<AddedResults>))]
[JsonSerializable(typeof(Envelope<RemovedResults>))]
[JsonSerializable(typeof(Envelope<ParticipantsResults>))]
[JsonSerializable(typeof(Envelope<UnreadResults>))]
[JsonSerializable(typeof(Envelope<UserResults>))]
[JsonSerializable(typeof(Envelope<TokenResults>))]
[JsonSerializable(typeof(Envelope<UserListResults>))]
[JsonSerializable(typeof(Envelope<UserIdsResults>))]
[JsonSerializable(typeof(Envelope<UserUnreadResults>))]
[JsonSerializable(typeof(Envelope<CommentResults>))]
[JsonSerializable(typeof(Envelope<CommentsResults>))]
[JsonSerializable(typeof(Envelope<MessageResults>))]
[JsonSerializable(typeof(Envelope<WebhookLogsResults>))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(WebhookPing))]
[JsonSerializable(typeof(SystemEventPayload))]
[JsonSerializable(typeof(FilePayload))]
[JsonSerializable(typeof(ReplyPayload))]
internal sealed partial class QiscusJsonContext : JsonSerializerContext;
