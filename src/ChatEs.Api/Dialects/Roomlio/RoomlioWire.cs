using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>What is empty or null was not given: the wire is that of a Go service.</summary>
internal sealed record RoomHistoryParams(
    [property: JsonPropertyName("roomID")] string? RoomId = null,
    [property: JsonPropertyName("roomKey")] string? RoomKey = null,
    [property: JsonPropertyName("limit"), JsonConverter(typeof(LimitConverter))] int? Limit = null,
    [property: JsonPropertyName("startCursor")] string? StartCursor = null,
    [property: JsonPropertyName("since")] string? Since = null);

internal sealed record ErrorBody(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

/// <summary>The names of the answer. It is written row by row, so no record carries them.</summary>
internal static class RoomlioWire
{
    public static readonly JsonEncodedText Messages = Name("messages");
    public static readonly JsonEncodedText HasMore = Name("hasMore");
    public static readonly JsonEncodedText NextCursor = Name("nextCursor");

    public static readonly JsonEncodedText Id = Name("id");
    public static readonly JsonEncodedText UserId = Name("userID");
    public static readonly JsonEncodedText Visibility = Name("visibility");
    public static readonly JsonEncodedText Username = Name("username");
    public static readonly JsonEncodedText First = Name("first");
    public static readonly JsonEncodedText Last = Name("last");
    public static readonly JsonEncodedText UserType = Name("userType");
    public static readonly JsonEncodedText Body = Name("body");
    public static readonly JsonEncodedText MessageType = Name("messageType");
    public static readonly JsonEncodedText Links = Name("links");
    public static readonly JsonEncodedText RoomId = Name("roomID");
    public static readonly JsonEncodedText RoomName = Name("roomName");
    public static readonly JsonEncodedText CreatedAt = Name("createdAt");
    public static readonly JsonEncodedText EditedAt = Name("editedAt");

    public static readonly JsonEncodedText LinkType = Name("type");
    public static readonly JsonEncodedText LinkUrl = Name("url");

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);
}

[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RoomHistoryParams))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class RoomlioJson : JsonSerializerContext;

/// <summary>Any whole number, however large: too many is as many as there may be, and no error.</summary>
internal sealed class LimitConverter : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.Number)
            throw new JsonException();
        if (reader.TryGetInt64(out var number))
            return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
        ReadOnlySpan<byte> digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (digits.ContainsAny(".eE"u8))
            throw new JsonException();
        return digits[0] == '-' ? int.MinValue : int.MaxValue;
    }

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
