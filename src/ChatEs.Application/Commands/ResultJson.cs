using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Domain;

namespace ChatEs.Application.Commands;

/// <summary>How a command's result stands in its idempotency record.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new NumberConverter<RoomNumber>(), new NumberConverter<UserNumber>(), new NumberConverter<MessageNumber>(),
            new NumberConverter<FileNumber>(),
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
        },
    };

    public static string Write(object result) => JsonSerializer.Serialize(result, result.GetType(), Options);

    public static object Read(string json, Type type) =>
        JsonSerializer.Deserialize(json, type, Options) ?? throw new JsonException("A recorded result is null.");
}
