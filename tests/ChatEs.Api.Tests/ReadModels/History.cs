using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using FsCheck;
using FsCheck.Fluent;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>
/// A random history. Every wish is a number, from which a tiny interpreter makes events that a decision would let pass:
/// who posts or marks as seen is in the room, who is not joins first, in the same breath. Moderators are named at random.
/// </summary>
public sealed record History(int[] Wishes, int BatchSeed)
{
    private static readonly (long Room, string Tenant, RoomVisibility Visibility)[] Rooms =
        [(1, "a", RoomVisibility.Private), (2, "a", RoomVisibility.Public), (3, "b", RoomVisibility.Private)];

    public static Arbitrary<History> Arbitrary { get; } = Arb.From(
        from wishes in Gen.Choose(0, int.MaxValue - 1).ArrayOf(60)
        from seed in Gen.Choose(0, 1_000_000)
        select new History(wishes, seed),
        Shorter);

    public override string ToString() => string.Join('\n', Log().Events.Select(e => $"{e.Stream} {Describe(e.Data)}"));

    public ChatLog Log()
    {
        var log = new ChatLog().Tenant("a").Tenant("b");
        HashSet<long> created = [];
        HashSet<long> registered = [];
        foreach (var wish in Wishes)
        {
            var random = new Random(wish);
            var (room, tenant, visibility) = Rooms[random.Next(Rooms.Length)];
            var user = random.Next(1, 5) + (tenant == "b" ? 10 : 0);
            if (registered.Add(user))
                log.User(tenant, user, $"user {user}");
            if (created.Add(room))
                log.Room(tenant, room, visibility);
            Fulfil(random, log, room, user, NaiveChat.Of(log.Events).Rooms[room]);
        }

        return log;
    }

    /// <summary>The events in batches of random sizes.</summary>
    public IEnumerable<Event[]> Batches(IReadOnlyList<Event> events)
    {
        var random = new Random(BatchSeed);
        for (var start = 0; start < events.Count;)
        {
            var size = random.Next(1, random.Next(2, 30));
            yield return [.. events.Skip(start).Take(size)];
            start += size;
        }
    }

    private static void Fulfil(Random random, ChatLog log, long room, long user, NaiveRoom now)
    {
        var what = random.Next(150);
        var isIn = now.Active.Contains(user);
        if (what is < 82 or >= 100 && !isIn)
            log.Join(room, user);
        if (what >= 100)
        {
            Details.Fulfil(random, log, room, user, now);
            return;
        }

        var some = random.Next(1, now.LastNumber + 3);
        _ = what switch
        {
            < 36 => log.Post(room, user, claimedAt: random.Next(3) == 0 ? ChatLog.Start.AddSeconds(random.Next(200)) : null),
            < 42 when now.LastNumber > 0 => log.Comment(room, user, random.Next(1, now.LastNumber + 1)),
            < 46 => log.System(room, random.Next(2) == 0 ? user : null),
            < 56 when now.History.Any() => log.Delete(room, now.History.ElementAt(random.Next(now.History.Count())).Number),
            < 66 => log.See(room, user, some),
            < 76 => log.SeeUpTo(room, user, some),
            < 82 => log.See(room, user, some, some + random.Next(6)),
            < 86 => random.Next(3) == 0 ? log.Revoke(room, user) : log.Grant(room, user),
            < 92 => isIn ? log.Leave(room, user) : log.Join(room, user),
            < 96 => log.Leave(room, user).Join(room, user),
            _ => log.Join(room, [.. now.Active, user]),
        };
    }

    private static string Describe(object data) => data switch
    {
        ParticipantsAdded added => $"added {string.Join(',', added.Users)}",
        ParticipantsRemoved removed => $"removed {string.Join(',', removed.Users)}",
        _ => data.ToString()!,
    };

    private static IEnumerable<History> Shorter(History history)
    {
        for (var chunk = history.Wishes.Length / 2; chunk > 0; chunk /= 2)
        {
            for (var start = 0; start + chunk <= history.Wishes.Length; start += chunk)
                yield return history with { Wishes = [.. history.Wishes[..start], .. history.Wishes[(start + chunk)..]] };
        }
    }
}
