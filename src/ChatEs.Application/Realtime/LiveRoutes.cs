using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Who hears what: connections by the rooms that they hear, by user and by tenant. A change of membership counts from its
/// own place on: who is added hears of that first, who is removed hears of that last. Not for several threads at once: the
/// feed holds its lock.
/// </summary>
internal sealed class LiveRoutes
{
    private readonly Dictionary<(string Tenant, RoomNumber Room), HashSet<LiveConnection>> _byRoom = [];
    private readonly Dictionary<(string Tenant, UserNumber User), HashSet<LiveConnection>> _byUser = [];
    private readonly Dictionary<string, HashSet<LiveConnection>> _servers = new(StringComparer.Ordinal);
    private readonly LivePublicRooms _public = new();
    private readonly HashSet<LiveConnection> _all = [];
    private static readonly HashSet<LiveConnection> Nobody = [];

    private readonly List<(LiveConnection Connection, LiveEnd End)> _ended = [];

    public IReadOnlyCollection<LiveConnection> All => _all;

    public bool Contains(LiveConnection connection) => _all.Contains(connection);

    /// <summary>The public rooms of a tenant, as far as somebody hears them all.</summary>
    public IReadOnlySet<RoomNumber> PublicRooms(string tenant) => _public.Of(tenant);

    /// <param name="connection">It hears its rooms.</param>
    /// <param name="publicRooms">All of the tenant's at the place where the connection joins, if it hears them.</param>
    public void Add(LiveConnection connection, IReadOnlySet<RoomNumber> publicRooms)
    {
        var audience = connection.Audience;
        _all.Add(connection);
        if (audience.User is { } user)
            Put(_byUser, (audience.Tenant, user), connection);
        else
            Put(_servers, audience.Tenant, connection);
        if (audience.HearsPublic)
            _public.Add(connection, publicRooms);
        foreach (var room in connection.Rooms)
            Put(_byRoom, (audience.Tenant, room), connection);
    }

    /// <returns>False when it was removed before.</returns>
    public bool Remove(LiveConnection connection)
    {
        var audience = connection.Audience;
        if (!_all.Remove(connection))
            return false;
        if (audience.User is { } user)
            Take(_byUser, (audience.Tenant, user), connection);
        else
            Take(_servers, audience.Tenant, connection);
        if (audience.HearsPublic)
            _public.Remove(connection);
        foreach (var room in connection.Rooms)
            Take(_byRoom, (audience.Tenant, room), connection);
        return true;
    }

    /// <summary>Tells everybody whom it concerns. Who cannot take it, or is not admitted any more, is removed.</summary>
    public void Route(LiveEvent item)
    {
        if (item.Room is { } room)
            RouteInRoom(item, item.Tenant, room);
        else if (item.User is { } user)
            RouteOfUser(item, item.Tenant, user);
        else if (item.Logged.Type == "api_key_revoked")
            EndAdmissions(_all.Where(connection => connection.Audience.Tenant == item.Tenant), item);
        foreach (var (connection, end) in _ended)
        {
            if (Remove(connection))
                connection.End(end);
        }
        _ended.Clear();
    }

    private void RouteInRoom(LiveEvent item, string tenant, RoomNumber room)
    {
        if (item.Logged.Type == "participants_added" && item.Data is ParticipantsAdded added)
            Join(item, tenant, room, added.Users);
        if (item.Logged.Type == "room_created" && item.Data is RoomCreated { Visibility: RoomVisibility.Public })
            _public.Created(tenant, room);
        var heard = TellAll(item, _byRoom.GetValueOrDefault((tenant, room), Nobody));
        heard |= TellAll(item, _public.HearersOf(tenant, room));
        // A server that listens to one room stands among those in the room.
        foreach (var server in ServersOf(tenant).Where(server => server.Audience.Room is null))
            heard |= Tell(server, item);
        if (heard)
            item.Page.Want(item);
        if (item.Logged.Type == "participants_removed" && item.Data is ParticipantsRemoved removed)
            Leave(item, tenant, room, removed.Users);
    }

    private void RouteOfUser(LiveEvent item, string tenant, UserNumber user)
    {
        foreach (var server in ServersOf(tenant).Where(server => server.Audience.Room is null))
            Tell(server, item);
        if (!_byUser.TryGetValue((tenant, user), out var his))
            return;
        foreach (var connection in his.Where(connection => connection.Audience.Room is null))
            Tell(connection, item);
        EndAdmissions(his, item);
    }

    /// <summary>Tells those who hear any of the rooms, but not the user whom it is about.</summary>
    public void Signal(LiveSignal signal, IEnumerable<RoomNumber> rooms)
    {
        HashSet<LiveConnection> hearers = [.. ServersOf(signal.Tenant).Where(server => server.Audience.Room is null)];
        foreach (var room in rooms)
            hearers.UnionWith(_byRoom.GetValueOrDefault((signal.Tenant, room), Nobody));
        foreach (var connection in hearers.Where(connection => connection.Audience.User != signal.Signal.User))
            connection.Signal(signal);
    }

    private HashSet<LiveConnection> ServersOf(string tenant) => _servers.GetValueOrDefault(tenant, Nobody);

    /// <summary>Pins are told to nobody else.</summary>
    internal static UserNumber? ConcernsOnly(LoggedEvent e) => e.Type is "room_pinned" or "room_unpinned"
        ? e.Read().Data switch { RoomPinned pinned => pinned.User, RoomUnpinned unpinned => unpinned.User, _ => null }
        : null;

    private void Join(LiveEvent item, string tenant, RoomNumber room, IReadOnlyList<UserNumber> users)
    {
        foreach (var user in users)
        {
            if (!_byUser.TryGetValue((tenant, user), out var his))
                continue;
            foreach (var connection in his)
            {
                if (item.Sequence > connection.After && (connection.Audience.Room is null || connection.Audience.Room == room)
                    && !_public.IsHeardBy(connection, room))
                    Hear(connection, room);
            }
        }
    }

    private void Leave(LiveEvent item, string tenant, RoomNumber room, IReadOnlyList<UserNumber> users)
    {
        foreach (var user in users)
        {
            if (!_byUser.TryGetValue((tenant, user), out var his))
                continue;
            foreach (var connection in his)
            {
                if (item.Sequence <= connection.After || connection.HearsRegardless || !connection.Rooms.Remove(room))
                    continue;
                Take(_byRoom, (tenant, room), connection);
                if (connection.Audience.Room == room)
                    _ended.Add((connection, LiveEnd.NoLongerInRoom));
            }
        }
    }

    /// <returns>Whether anybody was told.</returns>
    private bool TellAll(LiveEvent item, HashSet<LiveConnection> connections)
    {
        if (connections.Count == 0)
            return false;
        var (heard, only) = (false, ConcernsOnly(item.Logged));
        foreach (var connection in connections)
            heard |= (only is null || connection.Audience.User is null || connection.Audience.User == only) && Tell(connection, item);
        return heard;
    }

    /// <returns>Whether it was told, now or by the log itself.</returns>
    private bool Tell(LiveConnection connection, LiveEvent item)
    {
        if (connection.TryTell(item))
            return true;
        _ended.Add((connection, LiveEnd.TooSlow));
        return false;
    }

    /// <summary>
    /// Whether an event of the listener's own user or tenant ends his admission. A server's key that acts for a user is not his:
    /// a reset of the token, which ends his sessions, too, leaves it what it was.
    /// </summary>
    internal static bool EndsAdmission(LoggedEvent e, LiveAudience audience) => e.Type switch
    {
        "user_suspended" => true,
        "user_token_reset" => audience.KeyId is null,
        "api_key_revoked" => e.Read().Data is ApiKeyRevoked revoked && revoked.KeyId == audience.KeyId,
        _ => false,
    };

    /// <summary>Who was admitted after it is not meant by it.</summary>
    private void EndAdmissions(IEnumerable<LiveConnection> connections, LiveEvent item)
    {
        foreach (var connection in connections)
        {
            if (item.Sequence > connection.After && EndsAdmission(item.Logged, connection.Audience))
                _ended.Add((connection, LiveEnd.NoLongerAdmitted));
        }
    }

    private void Hear(LiveConnection connection, RoomNumber room)
    {
        if (connection.Rooms.Add(room))
            Put(_byRoom, (connection.Audience.Tenant, room), connection);
    }

    private static void Put<TKey>(Dictionary<TKey, HashSet<LiveConnection>> index, TKey key, LiveConnection connection) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var connections))
            index.Add(key, connections = []);
        connections.Add(connection);
    }

    private static bool Take<TKey>(Dictionary<TKey, HashSet<LiveConnection>> index, TKey key, LiveConnection connection) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var connections) || !connections.Remove(connection))
            return false;
        if (connections.Count == 0)
            index.Remove(key);
        return true;
    }
}
