using System.Collections.Frozen;
using ChatEs.Domain;

namespace ChatEs.Application.Realtime;

/// <summary>
/// The public rooms of those tenants of which somebody hears them all: one set for all who do. A room is public from its
/// creation on, or never, so the set only grows. Belongs to the routes.
/// </summary>
internal sealed class LivePublicRooms
{
    private static readonly HashSet<LiveConnection> Nobody = [];

    private readonly Dictionary<string, (HashSet<RoomNumber> Rooms, HashSet<LiveConnection> Hearers)> _tenants = new(StringComparer.Ordinal);

    public IReadOnlySet<RoomNumber> Of(string tenant) => _tenants.TryGetValue(tenant, out var known) ? known.Rooms : FrozenSet<RoomNumber>.Empty;

    public HashSet<LiveConnection> HearersOf(string tenant, RoomNumber room) =>
        _tenants.TryGetValue(tenant, out var known) && known.Rooms.Contains(room) ? known.Hearers : Nobody;

    public bool IsHeardBy(LiveConnection connection, RoomNumber room) =>
        connection.Audience.HearsPublic && Of(connection.Audience.Tenant).Contains(room);

    /// <param name="rooms">All that there are where the connection joins.</param>
    public void Add(LiveConnection connection, IReadOnlySet<RoomNumber> rooms)
    {
        var tenant = connection.Audience.Tenant;
        if (!_tenants.TryGetValue(tenant, out var known))
            _tenants.Add(tenant, known = ([], []));
        known.Hearers.Add(connection);
        known.Rooms.UnionWith(rooms);
    }

    public void Remove(LiveConnection connection)
    {
        var tenant = connection.Audience.Tenant;
        if (_tenants.TryGetValue(tenant, out var known) && known.Hearers.Remove(connection) && known.Hearers.Count == 0)
            _tenants.Remove(tenant);
    }

    public void Created(string tenant, RoomNumber room)
    {
        if (_tenants.TryGetValue(tenant, out var known))
            known.Rooms.Add(room);
    }
}
