using System.Text.Json;
using ChatEs.Faults.Load;

namespace ChatEs.Faults.Checking;

/// <summary>
/// Every read shows its room at one version: none that is older than what was answered before it began, none that is newer
/// than what had begun when it ended.
/// </summary>
internal static class Reads
{
    public static IEnumerable<string> Check(History history, IReadOnlyDictionary<long, RoomReplay> rooms)
    {
        foreach (var read in history.Attempts.Where(a => a.IsRead && a.Status is 200 or 403 or 404))
        {
            if (!rooms.TryGetValue(read.Room!.Value, out var room))
            {
                if (read.IsDone)
                    yield return $"{read.Id} read room {read.Room}, which is not there.";
                continue;
            }
            var user = history.Users.GetValueOrDefault(read.User!);
            var (first, last) = room.Window(read);
            var holds = read switch
            {
                { Act: Act.ReadUnread, Status: 200 } => UnreadHolds(room, user, read.Json.GetProperty("unread").GetInt32()),
                { Act: Act.ReadPage, Status: 200 } => PageHolds(room, user, read.Json.GetProperty("messages")),
                _ => version => !room.IsVisible(user, version),
            };
            if (!Versions(first, last).Any(holds))
                yield return $"{read.Id} ({read.Command}) by {read.User} was answered {read.Status} {Shortened(read.Body)}: room {read.Room} was so at no version from {first} to {last}.";
        }
    }

    private static Func<long, bool> UnreadHolds(RoomReplay room, long user, int unread) =>
        version => room.IsVisible(user, version) && room.Unread(user, version) == unread;

    private static Func<long, bool> PageHolds(RoomReplay room, long user, JsonElement messages)
    {
        var page = messages.EnumerateArray()
            .Select(m => (Number: m.GetProperty("number").GetInt64(), Id: m.GetProperty("id").GetGuid(), Text: m.GetProperty("text").GetString())).ToList();
        return version => room.IsVisible(user, version)
            && room.Shown(version).TakeLast(Math.Max(page.Count, 1)).SequenceEqual(page.Select(m => m.Number))
            && (page.Count == 20 || room.Shown(version).Count() == page.Count)
            && page.TrueForAll(m => room.Messages[m.Number].Id == m.Id && room.Messages[m.Number].Text.At(version) == m.Text);
    }

    private static IEnumerable<long> Versions(long first, long last)
    {
        for (var version = first; version <= last; version++)
            yield return version;
    }

    private static string Shortened(string? body) => body is { Length: > 300 } ? body[..300] + "…" : body ?? "";
}
