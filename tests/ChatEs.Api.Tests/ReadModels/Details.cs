using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>The wishes of a <see cref="History"/> that go beyond posting, seeing, coming and going. The user is in the room.</summary>
internal static class Details
{
    private static readonly string[] Emojis = ["+1", "heart"];

    public static void Fulfil(Random random, ChatLog log, long room, long user, NaiveRoom now)
    {
        var what = random.Next(24);
        if (what < 14 && now.History.Any())
            UponMessage(what, random, log, room, user, now);
        else
            UponRoomOrUser(what, random, log, room, user, now);
    }

    private static void UponMessage(int what, Random random, ChatLog log, long room, long user, NaiveRoom now)
    {
        var number = now.History.ElementAt(random.Next(now.History.Count())).Number;
        var emoji = Emojis[random.Next(Emojis.Length)];
        var file = 1000 + log.Events.Count;
        var isThere = now.Reactions.Contains((number, user, emoji));
        _ = what switch
        {
            < 4 => log.Edit(room, number, $"edit {log.Events.Count}", random.Next(2) == 0 ? ChatLog.Start.AddSeconds(random.Next(99)) : null),
            < 8 => isThere ? log.Unreact(room, user, number, emoji) : log.React(room, user, number, emoji),
            < 10 => log.Attach(room, number, file),
            < 11 when now.Files.Count > 0 => log.Detach(room, now.Files[^1].Number, now.Files[^1].File),
            < 12 => log.Delete(room, number).React(room, user, number, "too late").Attach(room, number, file).Edit(room, number, "too late"),
            _ => log.Deliver(room, user, random.Next(1, now.LastNumber + 1)),
        };
    }

    private static void UponRoomOrUser(int what, Random random, ChatLog log, long room, long user, NaiveRoom now)
    {
        var avatar = random.Next(3) switch
        {
            0 => Avatar.None,
            1 => Avatar.At($"http://a/{log.Events.Count}"),
            _ => Avatar.Of(new(ChatLog.File(log.Events.Count), "me.png")),
        };
        var count = log.Events.Count;
        _ = what switch
        {
            < 16 => log.PostDetailed(room, user, new("rich", null, "s", "http://m/", [new("http://l/", LinkType.Page)], "card", "{}", "[1]"), MessageMarkup.Html, 1000 + count),
            < 18 => log.Update(room, $"name {count}", FreeKey(random, log, room), "about", "{}"),
            18 => log.RoomAvatar(room, avatar),
            19 => log.UserAvatar(now.Tenant, user, avatar),
            20 => now.IsArchived ? log.Unarchive(room) : log.Archive(room),
            21 => now.Pins.Contains(user) ? log.Unpin(room, user) : log.Pin(room, user),
            22 => log.Profile(now.Tenant, user, new($"user name {count}", "First", null, "{}"), (UserType)random.Next(4)),
            _ => random.Next(2) == 0
                ? log.Suspend(now.Tenant, user).Reactivate(now.Tenant, user).Suspend(now.Tenant, user)
                : log.IssueKey(now.Tenant, $"key {count}").RevokeKey(now.Tenant, $"key {count}"),
        };
    }

    /// <summary>Two keys for two rooms, so that one takes what another gave up.</summary>
    private static string? FreeKey(Random random, ChatLog log, long room)
    {
        var key = $"k{random.Next(2)}";
        return NaiveChat.Of(log.Events).Rooms.Any(other => other.Key != room && other.Value.Names?.Key == key) ? null : key;
    }
}
