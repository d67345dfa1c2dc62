using System.Globalization;
using System.Text.Json;

namespace ChatEs.Api.Tests.Import;

/// <summary>Files in which people do all that the form knows, not only talk.</summary>
internal static class LivelyFile
{
    public const int Kinds = 14;

    /// <summary>Always the same.</summary>
    public static List<string> Lines(int count)
    {
        var random = new Random(20_060_502);
        return [.. Enumerable.Range(0, count).Select(i => Line(
            i, room: random.Next(1, 4), author: random.Next(1, 60), back: random.Next(0, 30), kind: random.Next(0, Kinds)))];
    }

    /// <summary>Two neighbours have the same time, so that among joins, leaves and edits there are equal lines.</summary>
    /// <param name="back">How far back the line is that it answers or edits; 0 for none. It may be no message, or one of another room.</param>
    public static string Line(int i, int room, int author, int back, int kind)
    {
        var at = DateTime.UnixEpoch.AddYears(36).AddSeconds(i / 2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var (by, target) = ($"\"author\":\"user {author}\"", JsonSerializer.Serialize($"{i - back}"));
        return kind switch
        {
            0 => Of("join", by),
            1 => Of("leave", by),
            2 => Of("nick", $"{by},\"text\":\"user {author + 1}\""),
            3 => Of("topic", $"{by},\"text\":\"topic {author % 3}\""),
            4 => Of("rename", $"\"text\":\"name {author % 3}\""),
            5 or 6 => Of("edit", $"\"editOf\":{target},\"text\":\"edited {author % 3}\""),
            7 => Of("message", $"{Said()},\"reactions\":[{{\"emoji\":\"+1\",\"by\":[\"user 1\",\"user {author}\",\"user {author + 1}\"]}}]"),
            8 => Of("message", $"{Said()},\"deleted\":true"),
            9 => Of("message", $"{Said()},\"topic\":\"topic {author % 3}\",\"links\":[\"https://example.org/{i}.png\"],\"action\":true"),
            _ when back == 0 => Of("message", Said()),
            _ => Of("reply", $"{Said()},\"replyTo\":{target}"),
        };

        string Of(string of, string members) => ImportWorld.Line(of, members, $"#{room}", at);

        string Said() => $"{by},\"id\":\"{i}\",\"text\":\"text {i}\"";
    }
}
