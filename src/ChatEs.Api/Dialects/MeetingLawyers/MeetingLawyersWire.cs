using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// What belongs to another type of message is absent, not null. Numbers about pictures and files are strings, as the
/// vendor has them.
/// </summary>
internal sealed record MessageEntity(
    [property: JsonPropertyName("from_user_id")] string FromUserId,
    [property: JsonPropertyName("to_user_id")] string ToUserId,
    [property: JsonPropertyName("room_id")] long RoomId,
    [property: JsonPropertyName("message_id")] Guid MessageId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("image_url")] string? ImageUrl,
    [property: JsonPropertyName("image_thumb_url")] string? ImageThumbUrl,
    [property: JsonPropertyName("image_width")] string? ImageWidth,
    [property: JsonPropertyName("image_height")] string? ImageHeight,
    [property: JsonPropertyName("file_url")] string? FileUrl,
    [property: JsonPropertyName("file_name")] string? FileName,
    [property: JsonPropertyName("file_size")] string? FileSize,
    [property: JsonPropertyName("created_at")] DateTime CreatedAt);

/// <summary>What webhooks send. The id grows with what happens, and is another for each message.</summary>
internal sealed record WebhookBody(
    [property: JsonPropertyName("event_id")] long EventId,
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("message")] MessageEntity? Message);

internal sealed record PostMessageBody(
    [property: JsonPropertyName("room_id")] long? RoomId,
    [property: JsonPropertyName("message_id")] string? MessageId,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("content")] Content? Content,
    [property: JsonPropertyName("file_name")] string? FileName);

internal sealed record AuthenticateBody([property: JsonPropertyName("user_id")] string? UserId);

internal sealed record AccessTokenBody(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <param name="Id">Of the session, which knows the user.</param>
internal sealed record TokenClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("aud")] string Tenant,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("jti")] Guid Id,
    [property: JsonPropertyName("iat")] long IssuedAt);

internal sealed record ErrorBody([property: JsonPropertyName("error")] ErrorDetail Error);

internal sealed record ErrorDetail(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(IReadOnlyList<MessageEntity>))]
[JsonSerializable(typeof(MessageEntity))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(PostMessageBody))]
[JsonSerializable(typeof(AuthenticateBody))]
[JsonSerializable(typeof(AccessTokenBody))]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class MeetingLawyersJson : JsonSerializerContext;

/// <summary>The content of a message as its bytes in UTF-8: a file of many megabytes never becomes a string.</summary>
[JsonConverter(typeof(ContentConverter))]
internal sealed record Content(Memory<byte> Utf8);

internal sealed class ContentConverter : JsonConverter<Content>
{
    public override Content Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        // No escape is shorter than what it stands for.
        var bytes = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
        return new(bytes.AsMemory(0, reader.CopyString(bytes)));
    }

    public override void Write(Utf8JsonWriter writer, Content value, JsonSerializerOptions options) => throw new NotSupportedException();
}
