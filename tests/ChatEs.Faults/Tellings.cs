using System.Globalization;
using ChatEs.Faults.Checking;
using ChatEs.Faults.Ground;
using ChatEs.Faults.Load;

namespace ChatEs.Faults;

/// <summary>Asks the service, when all has come to rest, for what is recounted afterwards.</summary>
internal static class Tellings
{
    private const int NewestMessages = 25;

    public static async Task<Told> Ask(History history, World world, Wire wire)
    {
        var unread = new Dictionary<long, IReadOnlyDictionary<long, int>>();
        foreach (var user in world.Users)
        {
            if (!history.Users.TryGetValue(user, out var number))
                continue;
            var answer = await Get(wire, user, "v1/unread");
            unread[number] = answer.Json.GetProperty("rooms").EnumerateArray()
                .ToDictionary(room => room.GetProperty("room").GetInt64(), room => room.GetProperty("unread").GetInt32());
        }
        var readers = new Dictionary<(long, long), IReadOnlyList<long>>();
        foreach (var (room, replay) in RoomReplay.All(history).Where(r => r.Value.Messages.Count > 0).OrderBy(r => r.Key).Take(3))
        {
            foreach (var message in replay.Shown(replay.LastVersion).TakeLast(NewestMessages))
                readers[(room, message)] = await Readers(wire, room, message);
        }
        return new Told(unread, readers);
    }

    private static async Task<IReadOnlyList<long>> Readers(Wire wire, long room, long message)
    {
        var answer = await Get(wire, null, string.Create(CultureInfo.InvariantCulture, $"v1/rooms/{room}/messages/{message}/receipts?limit=1000"));
        return [.. answer.Json.GetProperty("readers").EnumerateArray().Select(reader => reader.GetProperty("user").GetProperty("number").GetInt64())];
    }

    private static async Task<Attempt> Get(Wire wire, string? user, string path)
    {
        var answer = await wire.Send(new Request(Act.ReadUnread, "telling", HttpMethod.Get, path) { User = user }, 0);
        return answer.IsDone ? answer : throw new FaultException($"GET {path} was answered {answer.Status} {answer.Body} after everything was mended.");
    }
}
