using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.Faults.Load;

namespace ChatEs.Faults.Checking;

/// <summary>
/// A room as it was at each of its versions, told from its events in the simplest way. It shares nothing with the
/// service's own projections but the events.
/// </summary>
internal sealed class RoomReplay
{
    private readonly Dictionary<long, Timeline<int>> _unread;
    private readonly Dictionary<long, Timeline<bool>> _active;
    private readonly Dictionary<long, HashSet<long>> _open;
    private readonly List<(long Version, long Known, long Began)> _events = [];
    private bool _isPrivate;

    private RoomReplay(IReadOnlyCollection<long> users)
    {
        _unread = users.ToDictionary(user => user, _ => new Timeline<int>(0));
        _active = users.ToDictionary(user => user, _ => new Timeline<bool>(false));
        _open = users.ToDictionary(user => user, _ => new HashSet<long>());
    }

    public SortedDictionary<long, ReplayedMessage> Messages { get; } = [];

    public long LastVersion => _events.Count == 0 ? 0 : _events[^1].Version;

    public static Dictionary<long, RoomReplay> All(History history)
    {
        var rooms = new Dictionary<long, RoomReplay>();
        var users = history.Users.Values.ToHashSet();
        foreach (var e in history.Own.Where(e => e.Data is RoomEvent))
        {
            if (!rooms.TryGetValue(History.RoomOf(e), out var room))
                rooms.Add(History.RoomOf(e), room = new RoomReplay(users));
            room.Apply(e, history);
        }
        return rooms;
    }

    /// <summary>The versions that a read between these times may have seen: all that was known before it, nothing that began after it.</summary>
    public (long First, long Last) Window(Attempt read)
    {
        var first = _events.Where(e => e.Known < read.Began).Select(e => e.Version).DefaultIfEmpty(0).Max();
        var last = _events.Where(e => e.Began <= read.Ended).Select(e => e.Version).DefaultIfEmpty(0).Max();
        return (first, Math.Max(first, last));
    }

    public int Unread(long user, long version) => _unread.TryGetValue(user, out var unread) ? unread.At(version) : 0;

    public bool IsActive(long user, long version) => _active.TryGetValue(user, out var active) && active.At(version);

    public bool IsVisible(long user, long version) => version > 0 && (!_isPrivate || IsActive(user, version));

    public IEnumerable<long> Shown(long version) => Messages.Values.Where(m => m.IsShown(version)).Select(m => m.Number);

    private void Apply(Event e, History history)
    {
        var attempt = e.Metadata.CorrelationId is { } id ? history.ById.GetValueOrDefault(id) : null;
        _events.Add((e.Version, attempt is null ? long.MaxValue : history.KnownAt(attempt), attempt?.Began ?? 0));
        switch (e.Data)
        {
            case RoomCreated created:
                _isPrivate = created.Visibility == RoomVisibility.Private;
                break;
            case ParticipantsAdded added:
                foreach (var user in added.Users)
                    Join(user.Value, e.Version);
                break;
            case ParticipantsRemoved removed:
                foreach (var user in removed.Users)
                    _active[user.Value].Become(false, e.Version);
                break;
            case MessagePosted posted:
                Messages[posted.Number.Value] = new(posted.Number.Value, posted.Id, e.Version, new Timeline<string?>(posted.Personal?.Text));
                foreach (var (user, open) in _open.Where(o => o.Key != posted.Author?.Value && posted.IsCountable))
                    Change(user, open.Add(posted.Number.Value), e.Version);
                break;
            case MessageEdited edited:
                Messages[edited.Number.Value].Text.Become(edited.Personal?.Text, e.Version);
                break;
            case MessageDeleted deleted:
                Messages[deleted.Number.Value].DeletedAt = e.Version;
                foreach (var (user, open) in _open)
                    Change(user, open.Remove(deleted.Number.Value), e.Version);
                break;
            case MessagesSeen seen:
                See(seen, e.Version);
                break;
        }
    }

    private void Join(long user, long version)
    {
        if (!_active[user].At(version) && _isPrivate)
        {
            _open[user].Clear();
            Change(user, true, version);
        }
        _active[user].Become(true, version);
    }

    private void See(MessagesSeen seen, long version)
    {
        var user = seen.User.Value;
        var before = _open[user].Count;
        _open[user].RemoveWhere(number => seen.From.Value <= number && number <= seen.To.Value);
        Change(user, _open[user].Count != before, version);
        foreach (var message in Messages.Values.Where(m => seen.From.Value <= m.Number && m.Number <= seen.To.Value))
            message.SeenBy.Add(user);
    }

    private void Change(long user, bool isNew, long version)
    {
        if (isNew)
            _unread[user].Become(_open[user].Count, version);
    }
}

/// <param name="Version">Of the room, when it was posted.</param>
/// <param name="Text">Over the versions of the room.</param>
internal sealed record ReplayedMessage(long Number, Guid Id, long Version, Timeline<string?> Text)
{
    public long DeletedAt { get; set; } = long.MaxValue;

    public SortedSet<long> SeenBy { get; } = [];

    public bool IsShown(long version) => Version <= version && version < DeletedAt;
}

/// <summary>A value that changes at some versions.</summary>
internal sealed class Timeline<T>(T begin)
{
    private readonly List<(long Version, T Value)> _changes = [(0, begin)];

    public void Become(T value, long version) => _changes.Add((version, value));

    public T At(long version)
    {
        var (low, high) = (0, _changes.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_changes[middle].Version <= version)
                low = middle;
            else
                high = middle - 1;
        }
        return _changes[low].Value;
    }
}
