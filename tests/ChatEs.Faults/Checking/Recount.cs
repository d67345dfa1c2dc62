namespace ChatEs.Faults.Checking;

/// <summary>What the service says when all has come to rest, beside a recount of the events.</summary>
/// <param name="Unread">What a user was told of his rooms: room to count.</param>
/// <param name="Readers">Who has seen a message, by room and number.</param>
internal sealed record Told(
    IReadOnlyDictionary<long, IReadOnlyDictionary<long, int>> Unread, IReadOnlyDictionary<(long Room, long Number), IReadOnlyList<long>> Readers);

internal static class Recount
{
    /// <param name="told">By user number.</param>
    public static IEnumerable<string> Check(History history, Told told)
    {
        var rooms = RoomReplay.All(history);
        foreach (var (user, unread) in told.Unread)
        {
            var own = rooms.Where(r => r.Value.IsActive(user, r.Value.LastVersion)).ToDictionary(r => r.Key, r => r.Value.Unread(user, r.Value.LastVersion));
            foreach (var room in own.Keys.Union(unread.Keys))
            {
                var (counted, said) = (own.TryGetValue(room, out var c) ? c : default(int?), unread.TryGetValue(room, out var s) ? s : default(int?));
                if (counted != said)
                    yield return $"User {user} is told to have {Words(said)} in room {room}; the log says {Words(counted)}.";
            }
        }
        foreach (var ((room, number), readers) in told.Readers)
        {
            var seen = rooms[room].Messages[number].SeenBy;
            if (!seen.SequenceEqual(readers))
                yield return $"Message {number} of room {room} is told to be seen by {string.Join(", ", readers)}; the log says {string.Join(", ", seen)}.";
        }
    }

    private static string Words(int? unread) => unread is { } count ? $"{count} unread" : "nothing";
}
