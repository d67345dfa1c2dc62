using System.Text.Json.Serialization;
using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.Virola;

// Every name of this dialect stands here, in the order of the vendor's examples. Ids are numbers, times are milliseconds
// since 1970. Every member is always there.

internal sealed record DoneBody([property: JsonPropertyName("httpStatusCode")] int HttpStatusCode);

internal sealed record ErrorBody(
    [property: JsonPropertyName("errorText")] string ErrorText,
    [property: JsonPropertyName("httpStatusCode")] int HttpStatusCode);

internal sealed record LoginBody(
    [property: JsonPropertyName("userName")] string? UserName,
    [property: JsonPropertyName("password")] string? Password);

internal sealed record ContentBody([property: JsonPropertyName("content")] string? Content);

internal sealed record SessionBody(
    [property: JsonPropertyName("httpStatusCode")] int HttpStatusCode,
    [property: JsonPropertyName("userId")] long UserId,
    [property: JsonPropertyName("userSessionId")] string UserSessionId);

internal sealed record HealthBody(
    [property: JsonPropertyName("httpStatusCode")] int HttpStatusCode,
    [property: JsonPropertyName("status")] string Status);

internal sealed record UserBody(
    [property: JsonPropertyName("createdUtc")] long CreatedUtc,
    [property: JsonPropertyName("displayName")] string DisplayName,
    [property: JsonPropertyName("isAdmin")] bool IsAdmin,
    [property: JsonPropertyName("lastModifiedUtc")] long LastModifiedUtc,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("userId")] long UserId,
    [property: JsonPropertyName("userName")] string UserName);

/// <param name="LastModifiedUtc">Of what the room is called or shown by; a message does not move it.</param>
/// <param name="LastMessage">Null while there is none.</param>
internal sealed record RoomBody(
    [property: JsonPropertyName("createdUtc")] long CreatedUtc,
    [property: JsonPropertyName("displayName")] string DisplayName,
    [property: JsonPropertyName("lastModifiedUtc")] long LastModifiedUtc,
    [property: JsonPropertyName("roomId")] long RoomId,
    [property: JsonPropertyName("roomType")] string RoomType,
    [property: JsonPropertyName("unreadMessageCount")] long UnreadMessageCount,
    [property: JsonPropertyName("isArchived")] bool IsArchived,
    [property: JsonPropertyName("isModerator")] bool IsModerator,
    [property: JsonPropertyName("isPinned")] bool IsPinned,
    [property: JsonPropertyName("lastMessage")] LastMessageBody? LastMessage);

internal sealed record LastMessageBody(
    [property: JsonPropertyName("createdUtc")] long CreatedUtc,
    [property: JsonPropertyName("messageId")] long MessageId);

/// <param name="ParentMessageId">0 for a message of the main thread.</param>
/// <param name="UserId">0 for a message that nobody wrote.</param>
internal sealed record MessageBody(
    [property: JsonPropertyName("attachments")] IReadOnlyList<AttachmentBody> Attachments,
    [property: JsonPropertyName("commentCount")] int CommentCount,
    [property: JsonPropertyName("createdUtc")] long CreatedUtc,
    [property: JsonPropertyName("lastEditedUtc")] long LastEditedUtc,
    [property: JsonPropertyName("lastModifiedUtc")] long LastModifiedUtc,
    [property: JsonPropertyName("markupType")] string MarkupType,
    [property: JsonPropertyName("messageId")] long MessageId,
    [property: JsonPropertyName("messageType")] string MessageType,
    [property: JsonPropertyName("parentMessageId")] long ParentMessageId,
    [property: JsonPropertyName("priority")] string Priority,
    [property: JsonPropertyName("roomId")] long RoomId,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("userId")] long UserId,
    [property: JsonPropertyName("readTimestamps")] IReadOnlyList<ReadTimestampBody> ReadTimestamps);

internal sealed record ReadTimestampBody(
    [property: JsonPropertyName("readUtc")] long ReadUtc,
    [property: JsonPropertyName("userId")] long UserId);

/// <param name="FileChecksum">SHA-1, 40 hexadecimal digits.</param>
internal sealed record AttachmentBody(
    [property: JsonPropertyName("attachmentId")] long AttachmentId,
    [property: JsonPropertyName("attachmentState")] string AttachmentState,
    [property: JsonPropertyName("createdUtc")] long CreatedUtc,
    [property: JsonPropertyName("fileChecksum")] string FileChecksum,
    [property: JsonPropertyName("fileName")] string FileName,
    [property: JsonPropertyName("fileSize")] long FileSize,
    [property: JsonPropertyName("hasThumbnail")] bool HasThumbnail,
    [property: JsonPropertyName("lastModifiedUtc")] long LastModifiedUtc,
    [property: JsonPropertyName("roomId")] long RoomId,
    [property: JsonPropertyName("textMessageId")] long TextMessageId);

internal sealed record PermissionsAnswer(
    [property: JsonPropertyName("httpStatusCode")] int HttpStatusCode,
    [property: JsonPropertyName("roomPermissions")] RoomPermissionsBody RoomPermissions);

internal sealed record RoomPermissionsBody(
    [property: JsonPropertyName("permissions")] PermissionsBody Permissions,
    [property: JsonPropertyName("roomId")] long RoomId);

// What the WebSocket says: a type, and data of that type.

internal sealed record MessagesFrame([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("data")] MessagesData Data);

internal sealed record MessagesData([property: JsonPropertyName("messages")] IReadOnlyList<MessageBody> Messages);

internal sealed record MessageDeletedFrame([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("data")] MessageDeletedData Data);

/// <param name="ParentMessageId">0 for a message of the main thread.</param>
internal sealed record MessageDeletedData(
    [property: JsonPropertyName("parentMessageId")] long ParentMessageId,
    [property: JsonPropertyName("roomId")] long RoomId,
    [property: JsonPropertyName("messageId")] long MessageId);

internal sealed record RoomFrame([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("data")] RoomData Data);

internal sealed record RoomData([property: JsonPropertyName("room")] RoomBody Room);

internal sealed record RoomDeletedFrame([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("data")] RoomDeletedData Data);

internal sealed record RoomDeletedData([property: JsonPropertyName("roomId")] long RoomId);

[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = Json.Deepest)]
[JsonSerializable(typeof(DoneBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(ContentBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(RoomBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(AttachmentBody))]
[JsonSerializable(typeof(PermissionsAnswer))]
[JsonSerializable(typeof(MessagesFrame))]
[JsonSerializable(typeof(MessageDeletedFrame))]
[JsonSerializable(typeof(RoomFrame))]
[JsonSerializable(typeof(RoomDeletedFrame))]
internal sealed partial class VirolaJsonContext : JsonSerializerContext;
