using System.Text.Json.Serialization;
using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.ChatMessages;

// Every name of this dialect stands here, in the order of the vendor's tables. Times are milliseconds since 1970. What is
// null is left out.

/// <param name="Room">The room's number, as a string.</param>
/// <param name="SeenBy">The accounts that have marked the message as seen: exactly those acts.</param>
internal sealed record ChatMessageBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("createdAt")] long CreatedAt,
    [property: JsonPropertyName("createdBy")] string CreatedBy,
    [property: JsonPropertyName("room")] string Room,
    [property: JsonPropertyName("session")] string? Session,
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("media")] string? Media,
    [property: JsonPropertyName("seenBy")] IReadOnlyList<string> SeenBy);

internal sealed record PostChatMessageBody(
    [property: JsonPropertyName("room")] string? Room,
    [property: JsonPropertyName("session")] string? Session,
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("media")] string? Media,
    [property: JsonPropertyName("createdAt")] long? CreatedAt);

internal sealed record PatchChatMessageBody([property: JsonPropertyName("seen")] bool? Seen);

/// <param name="ParticipantsLastMessageSeen">By account; who has seen none is not in it.</param>
internal sealed record ChatRoomBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("createdAt")] long CreatedAt,
    [property: JsonPropertyName("createdBy")] string CreatedBy,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("picURL")] string? PicUrl,
    [property: JsonPropertyName("participants")] IReadOnlyList<string> Participants,
    [property: JsonPropertyName("participantsLastMessageSeen")] IReadOnlyDictionary<string, string> ParticipantsLastMessageSeen);

internal sealed record FeathersErrorBody(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("className")] string ClassName,
    [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string> Errors);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = Json.Deepest)]
[JsonSerializable(typeof(ChatMessageBody))]
[JsonSerializable(typeof(PostChatMessageBody))]
[JsonSerializable(typeof(PatchChatMessageBody))]
[JsonSerializable(typeof(ChatRoomBody))]
[JsonSerializable(typeof(FeathersErrorBody))]
internal sealed partial class ChatMessagesJsonContext : JsonSerializerContext;
