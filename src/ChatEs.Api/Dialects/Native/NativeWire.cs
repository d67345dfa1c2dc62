using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

// Every name of /v1 stands here. What a client may leave out is nullable; times are UTC.

internal sealed record CreateRoomBody(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("visibility")] string? Visibility,
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("participants")] IReadOnlyList<string?>? Participants);

internal sealed record UsersBody([property: JsonPropertyName("users")] IReadOnlyList<string?>? Users);

internal sealed record PostMessageBody(
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("replyTo")] long? ReplyTo,
    [property: JsonPropertyName("parent")] long? Parent,
    [property: JsonPropertyName("claimedAt")] string? ClaimedAt,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("expectedNumber")] long? ExpectedNumber);

internal sealed record MarkSeenBody(
    [property: JsonPropertyName("upTo")] long? UpTo,
    [property: JsonPropertyName("message")] long? Message);

internal sealed record RegisterUserBody(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("username")] string? Username);

internal sealed record RoomBody(
    [property: JsonPropertyName("room")] long Room,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("visibility")] string Visibility,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("creator")] long? Creator,
    [property: JsonPropertyName("createdAt")] DateTime CreatedAt,
    [property: JsonPropertyName("lastMessage")] long LastMessage,
    [property: JsonPropertyName("lastActivityAt")] DateTime LastActivityAt,
    [property: JsonPropertyName("participantCount")] int ParticipantCount,
    [property: JsonPropertyName("unread")] long? Unread);

internal sealed record RoomsBody(
    [property: JsonPropertyName("rooms")] IReadOnlyList<RoomBody> Rooms,
    [property: JsonPropertyName("next")] string? Next);

internal sealed record UserBody(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("registeredAt")] DateTime? RegisteredAt = null);

internal sealed record AddedBody([property: JsonPropertyName("added")] IReadOnlyList<string> Added);

internal sealed record RemovedBody([property: JsonPropertyName("removed")] IReadOnlyList<string> Removed);

internal sealed record ParticipantBody(
    [property: JsonPropertyName("user")] UserBody User,
    [property: JsonPropertyName("moderator")] bool Moderator,
    [property: JsonPropertyName("joinedAt")] DateTime JoinedAt);

internal sealed record ParticipantsBody(
    [property: JsonPropertyName("participants")] IReadOnlyList<ParticipantBody> Participants,
    [property: JsonPropertyName("next")] string? Next);

internal sealed record PostedBody(
    [property: JsonPropertyName("room")] long Room,
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("integerId")] long IntegerId,
    [property: JsonPropertyName("postedAt")] DateTime PostedAt);

internal sealed record MessageBody(
    [property: JsonPropertyName("room")] long Room,
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("integerId")] long IntegerId,
    [property: JsonPropertyName("author")] UserBody? Author,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("replyTo")] long? ReplyTo,
    [property: JsonPropertyName("parent")] long? Parent,
    [property: JsonPropertyName("postedAt")] DateTime PostedAt,
    [property: JsonPropertyName("claimedAt")] DateTime? ClaimedAt,
    [property: JsonPropertyName("shownAt")] DateTime ShownAt);

internal sealed record ReaderBody(
    [property: JsonPropertyName("user")] UserBody User,
    [property: JsonPropertyName("seenAt")] DateTime SeenAt);

internal sealed record ReceiptsBody(
    [property: JsonPropertyName("room")] long Room,
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("seenCount")] long SeenCount,
    [property: JsonPropertyName("readers")] IReadOnlyList<ReaderBody> Readers,
    [property: JsonPropertyName("next")] string? Next);

internal sealed record UnreadBody(
    [property: JsonPropertyName("room")] long Room,
    [property: JsonPropertyName("unread")] long Unread);

internal sealed record AllUnreadBody(
    [property: JsonPropertyName("rooms")] IReadOnlyList<UnreadBody> Rooms,
    [property: JsonPropertyName("total")] long Total);

internal sealed record MeBody(
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("user")] UserBody? User);

internal sealed record ProblemBody(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("errors")] IReadOnlyList<ErrorBody>? Errors,
    [property: JsonPropertyName("requestId")] string? RequestId);

internal sealed record ErrorBody(
    [property: JsonPropertyName("member")] string Member,
    [property: JsonPropertyName("message")] string Message);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = NativeJson.Deepest)]
[JsonSerializable(typeof(CreateRoomBody))]
[JsonSerializable(typeof(UsersBody))]
[JsonSerializable(typeof(PostMessageBody))]
[JsonSerializable(typeof(MarkSeenBody))]
[JsonSerializable(typeof(RegisterUserBody))]
[JsonSerializable(typeof(RoomBody))]
[JsonSerializable(typeof(RoomsBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(AddedBody))]
[JsonSerializable(typeof(RemovedBody))]
[JsonSerializable(typeof(ParticipantsBody))]
[JsonSerializable(typeof(PostedBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(ReceiptsBody))]
[JsonSerializable(typeof(UnreadBody))]
[JsonSerializable(typeof(AllUnreadBody))]
[JsonSerializable(typeof(MeBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class NativeJsonContext : JsonSerializerContext;
