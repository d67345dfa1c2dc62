using System.Text.Json;

namespace ChatEs.Api.Tests.Import;

/// <summary>One event of a room as a short line.</summary>
internal static class LogLine
{
    public static string Of(string type, JsonElement data, IReadOnlyDictionary<long, string> users)
    {
        var personal = data.TryGetProperty("personal", out var written) ? written : default;
        return type switch
        {
            "participants_added" => $"+ {Users()}",
            "participants_removed" => $"- {Users()}",
            "room_created" or "room_updated" => $"room {Text("name")}{Optional("description", " about ")}",
            "message_posted" => Posted(),
            "message_edited" => $"edit {data.GetProperty("number")}: {Text("text")} at {Text("claimedAt")}",
            "message_deleted" => $"delete {data.GetProperty("number")}",
            "reaction_added" => $"{User("user")} reacts to {data.GetProperty("number")}: {Text("emoji")}",
            _ => type,
        };

        string Posted() =>
            $"{data.GetProperty("number")} {(data.GetProperty("kind").GetString() == "system" ? "*" : $"{User("author")}:")} {Text("text")}"
            + (data.TryGetProperty("replyTo", out var quoted) ? $" to {quoted}" : "")
            + Optional("session", " in ")
            + (personal.TryGetProperty("links", out var links) ? $" links {string.Join(' ', links.EnumerateArray().Select(Link))}" : "")
            + Optional("extras", " ") + $" at {Text("claimedAt")}";

        string Users() => string.Join(' ', data.GetProperty("users").EnumerateArray().Select(user => users[user.GetInt64()]));

        string User(string name) => users[data.GetProperty(name).GetInt64()];

        string Text(string name) => personal.GetProperty(name).GetString()!;

        string Optional(string name, string before) => personal.TryGetProperty(name, out var value) ? before + value.GetString() : "";
    }

    private static string Link(JsonElement link) => $"{link.GetProperty("type")}:{link.GetProperty("url")}";
}
