using System.Text;
using System.Text.Json;

namespace ChatEs.Application.Import;

/// <summary>One line of a file, as far as it can be judged alone.</summary>
/// <param name="Number">From 1, as an editor counts.</param>
/// <param name="Room">Null where the line does not say it.</param>
public abstract record ImportLine(long Number, string? Room)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Kinds that the source has and that this service keeps no event for.</summary>
    private static readonly HashSet<string> KnownAndPassedOver =
        new(["join", "leave", "edit", "nick", "rename", "topic"], StringComparer.Ordinal);

    public sealed record Message(
        long Number, string RoomName, string Kind, string Id, string Author, DateTimeOffset At, string Text, string? ReplyTo)
        : ImportLine(Number, RoomName);

    public sealed record PassedOver(long Number, string? Room, string Kind) : ImportLine(Number, Room);

    public sealed record Bad(long Number, string? Room, string Reason) : ImportLine(Number, Room);

    public static ImportLine Parse(long number, ReadOnlyMemory<byte> utf8)
    {
        string? room = null;
        try
        {
            // The parser takes bytes that are no UTF-8 and fails much later, when the text is asked for.
            Strict.GetCharCount(utf8.Span);
            using var document = JsonDocument.Parse(utf8, Options);
            var line = document.RootElement;
            if (line.ValueKind != JsonValueKind.Object)
                return new Bad(number, null, "The line is not a JSON object.");
            room = TextOf(line, "room");
            return Read(number, room, line);
        }
        catch (JsonException)
        {
            return new Bad(number, room, "The line is not JSON.");
        }
        catch (ArgumentException)
        {
            return new Bad(number, room, "The line is not UTF-8.");
        }
        catch (WrongMemberException wrong)
        {
            return new Bad(number, room, wrong.Message);
        }
    }

    private static ImportLine Read(long number, string? room, JsonElement line) => TextOf(line, "kind") switch
    {
        null => new Bad(number, room, "kind is missing."),
        "message" or "reply" when room is null => new Bad(number, null, "room is missing."),
        "message" or "reply" when room.Contains('\0', StringComparison.Ordinal) => new Bad(number, null, "room contains the NUL character."),
        "reply" when TextOf(line, "replyTo") is null => new Bad(number, room, "replyTo is missing: a reply names the message that it answers."),
        "message" or "reply" => new Message(
            number, room, Required(line, "kind"), Required(line, "id"), Required(line, "author"), Time(line, "at"),
            Required(line, "text"), TextOf(line, "replyTo")),
        var kind when KnownAndPassedOver.Contains(kind) => new PassedOver(number, room, kind),
        var kind => new Bad(number, room, $"The kind '{(kind.Length > 40 ? kind[..40] + "…" : kind)}' is unknown."),
    };

    private static string Required(JsonElement line, string name) =>
        TextOf(line, name) ?? throw new WrongMemberException($"{name} is missing.");

    private static string? TextOf(JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new WrongMemberException($"{name} is not a text.");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new WrongMemberException($"{name} contains half of a surrogate pair.");
        }
    }

    /// <summary>A time without a zone is UTC, wherever the importing machine stands.</summary>
    private static DateTimeOffset Time(JsonElement line, string name)
    {
        Required(line, name);
        var value = line.GetProperty(name);
        if (value.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified)
            return new DateTimeOffset(time, TimeSpan.Zero);
        return value.TryGetDateTimeOffset(out var zoned)
            ? zoned.ToUniversalTime()
            : throw new WrongMemberException($"{name} is not a time of ISO 8601.");
    }

#pragma warning disable CA1032, CA1064 // Never leaves this file.
    private sealed class WrongMemberException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
}
