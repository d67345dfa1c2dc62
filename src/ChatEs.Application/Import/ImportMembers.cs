using System.Text;
using System.Text.Json;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>The members of a line, each read as the form says; a member that is null is one that is not there.</summary>
/// <exception cref="WrongMemberException">From every method: the member is there and is something else.</exception>
internal readonly struct ImportMembers(JsonElement line)
{
    /// <summary>What of a message has a place of its own; all other members are kept together.</summary>
    public static readonly byte[][] ShownByMessage =
        Utf8("room", "kind", "id", "author", "at", "text", "replyTo", "links", "topic", "reactions", "deleted");

    /// <summary>A notice keeps what it is made of, so that a program need not read the sentence.</summary>
    public static readonly byte[][] ShownByNotice = Utf8("room", "id", "at");

    private static readonly string[] Images = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"];

    public string Required(string name) => Text(name) ?? throw new WrongMemberException($"{name} is missing.");

    public string? Text(string name) => Find(name) is { } value ? Text(name, value) : null;

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw new WrongMemberException($"{name} is neither true nor false."),
    };

    /// <summary>A time without a zone is UTC, wherever the importing machine stands.</summary>
    public DateTimeOffset Time(string name)
    {
        Required(name);
        var value = line.GetProperty(name);
        if (value.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified)
            return new DateTimeOffset(time, TimeSpan.Zero);
        return value.TryGetDateTimeOffset(out var zoned)
            ? zoned.ToUniversalTime()
            : throw new WrongMemberException($"{name} is not a time of ISO 8601.");
    }

    /// <param name="leftOut">Gets a word for each that is no address.</param>
    public IReadOnlyList<MessageLink> Links(string name, List<string> leftOut)
    {
        if (Find(name) is not { } list)
            return [];
        List<MessageLink> links = [];
        foreach (var url in Texts(name, list))
        {
            if (links.Count < Validation.MostLinks && Validation.IsUrl(url))
                links.Add(new(url, IsImage(url) ? LinkType.Image : LinkType.Page));
            else
                leftOut.Add("links");
        }
        return links;
    }

    /// <summary>Cut and cleaned so that it can name a session; one of which nothing remains is left out.</summary>
    public string? Session(string name, List<string> leftOut)
    {
        if (Text(name) is not { Length: > 0 } topic)
            return null;
        var session = string.Concat(topic.Select(c => char.IsControl(c) ? ' ' : c));
        if (session.Length > Validation.LongestExternalId)
            session = session[..(Validation.LongestExternalId - (char.IsHighSurrogate(session[Validation.LongestExternalId - 1]) ? 1 : 0))];
        if (session != topic)
            leftOut.Add("cut topics");
        if (Validation.IsExternalId(session))
            return session;
        leftOut.Add("topics");
        return null;
    }

    /// <summary>Each once, however often the source names it.</summary>
    public IReadOnlyList<(string Emoji, string By)> Reactions(string name)
    {
        if (Find(name) is not { } list)
            return [];
        var reactions = new OrderedDictionary<(string, string), bool>();
        foreach (var reaction in Items(name, list))
        {
            if (reaction.ValueKind != JsonValueKind.Object)
                throw new WrongMemberException($"{name} holds what is no reaction.");
            var members = new ImportMembers(reaction);
            var emoji = members.Required("emoji");
            foreach (var by in Texts("by", members.Find("by") ?? throw new WrongMemberException("by is missing.")))
                reactions.TryAdd((emoji, by), true);
        }
        return [.. reactions.Keys];
    }

    /// <summary>All other members as one document, each exactly as the file spells it.</summary>
    /// <returns>Null when there are none.</returns>
    public string? Rest(byte[][] shown)
    {
        StringBuilder? document = null;
        foreach (var member in line.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null || IsAmong(shown, member))
                continue;
            document = document is null ? new StringBuilder("{") : document.Append(',');
            document.Append(member.ToString());
        }
        return document?.Append('}').ToString();
    }

    private JsonElement? Find(string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsAmong(byte[][] names, JsonProperty member)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name))
                return true;
        }
        return false;
    }

    private static byte[][] Utf8(params string[] names) => [.. names.Select(Encoding.UTF8.GetBytes)];

    private static bool IsImage(string url)
    {
        var path = new Uri(url).AbsolutePath;
        return Array.Exists(Images, image => path.EndsWith(image, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Texts(string name, JsonElement list)
    {
        foreach (var item in Items(name, list))
            yield return Text(name, item);
    }

    private static JsonElement.ArrayEnumerator Items(string name, JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray()
        : throw new WrongMemberException($"{name} is not a list.");

    private static string Text(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new WrongMemberException($"{name} is not a text.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new WrongMemberException($"{name} contains half of a surrogate pair.");
        }
    }
}

#pragma warning disable CA1032, CA1064 // Thrown by ImportMembers, caught by ImportLine.
internal sealed class WrongMemberException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
