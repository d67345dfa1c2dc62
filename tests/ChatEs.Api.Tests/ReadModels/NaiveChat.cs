using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>
/// What the read models should say, told once more in the simplest way: every message, every act, and each answer
/// counted anew from them. It shares nothing with the projections but the events.
/// </summary>
public sealed class NaiveChat
{
    public SortedDictionary<long, NaiveRoom> Rooms { get; } = [];

    public static NaiveChat Of(IEnumerable<Event> events)
    {
        var chat = new NaiveChat();
        foreach (var e in events)
        {
            if (e.Data is RoomCreated created)
                chat.Rooms[created.Room.Value] = new(e.Stream.Tenant, created.Visibility == RoomVisibility.Private);
            else if (e.Data is RoomEvent)
                chat.Rooms[long.Parse(e.Stream.Id[5..], null)].Apply(e);
        }

        return chat;
    }
}

public sealed record NaiveMessage(long Number, long? Author, bool Countable, DateTimeOffset ShownAt);

public sealed partial class NaiveRoom(string tenant, bool isPrivate)
{
    private readonly List<NaiveMessage> messages = [];
    private readonly HashSet<long> deleted = [];
    private readonly Dictionary<long, long> floors = [];
    private readonly List<(long User, long From, long To, DateTimeOffset At)> acts = [];

    public string Tenant => tenant;

    public bool IsPrivate => isPrivate;

    public HashSet<long> Active { get; } = [];

    public HashSet<long> Moderators { get; } = [];

    public int LastNumber => messages.Count;

    public IEnumerable<NaiveMessage> History => messages.Where(m => !deleted.Contains(m.Number));

    public void Apply(Event e)
    {
        switch (e.Data)
        {
            case ParticipantsAdded added:
                foreach (var user in added.Users)
                    Join(user.Value);
                break;
            case ParticipantsRemoved removed:
                Active.ExceptWith(removed.Users.Select(u => u.Value));
                Moderators.ExceptWith(removed.Users.Select(u => u.Value));
                Pins.ExceptWith(removed.Users.Select(u => u.Value));
                break;
            case ModeratorGranted granted when Active.Contains(granted.User.Value):
                Moderators.Add(granted.User.Value);
                break;
            case ModeratorRevoked revoked:
                Moderators.Remove(revoked.User.Value);
                break;
            case MessagePosted posted:
                messages.Add(new(
                    posted.Number.Value,
                    posted.Author?.Value,
                    posted.Parent is null && posted.Kind == MessageKind.Text,
                    posted.Personal?.ClaimedAt ?? e.Timestamp));
                Describe(posted);
                break;
            case MessageDeleted deletion:
                deleted.Add(deletion.Number.Value);
                Reactions.RemoveAll(r => r.Number == deletion.Number.Value);
                Files.RemoveAll(f => f.Number == deletion.Number.Value);
                break;
            default:
                ApplyDetail(e);
                break;
            case MessagesSeen seen:
                acts.Add((seen.User.Value, seen.From.Value, Math.Min(seen.To.Value, LastNumber), e.Timestamp));
                break;
        }
    }

    public IEnumerable<(long User, DateTimeOffset At)> SeenBy(long number) => acts
        .Where(act => act.From <= number && number <= act.To)
        .GroupBy(act => act.User)
        .Select(ofUser => (ofUser.Key, ofUser.First().At))
        .OrderBy(seen => seen.Key);

    public int Unread(long user) => History.Count(m =>
        m.Countable && m.Author != user && m.Number > floors.GetValueOrDefault(user) && SeenBy(m.Number).All(s => s.User != user));

    public IEnumerable<NaiveMessage> Since(DateTimeOffset time) =>
        messages.Where(m => m.ShownAt >= time).OrderBy(m => m.ShownAt).ThenBy(m => m.Number).FirstOrDefault() is { } first
            ? History.Where(m => m.Number >= first.Number)
            : [];

    private void Join(long user)
    {
        if (Active.Add(user) && isPrivate)
            floors[user] = LastNumber;
    }
}
