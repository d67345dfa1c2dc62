using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>A room, and who looks at it.</summary>
public readonly record struct RoomAndViewer(string Tenant, RoomNumber Room, UserNumber Viewer);

/// <param name="Peer">What the other one is called, of a room of two without a name.</param>
public sealed record ViewedRoom(RoomView Room, string? Peer);

/// <summary>The same room for many who look at it, each with what is his own of it: one statement for all.</summary>
public sealed class ViewedRooms(NpgsqlDataSource db)
{
    private const string ManySql = $"""
        {RoomSql.Select}, s.user_no, s.tenant_id, p.username
        from (
          select r.*, r.number as room, w.user_no, {RoomSql.Membership}
          from unnest($1::text[], $2::bigint[], $3::bigint[]) as w(tenant, room, user_no)
          join rooms r on r.tenant_id = w.tenant and r.number = w.room
          left join members m on m.tenant_id = w.tenant and m.room = w.room and m.user_no = w.user_no
          where r.visibility = 'public' or m.active) s
        left join lateral (
          select u.username
          from members o
          join users u on u.tenant_id = o.tenant_id and u.number = o.user_no
          where s.kind = 'single' and s.name = '' and o.tenant_id = s.tenant_id and o.room = s.room and o.user_no <> s.user_no
          limit 1) p on true
        {RoomSql.Joined}
        """;

    /// <returns>Without those that are unknown, or private and the viewer is not in them.</returns>
    public async Task<IReadOnlyDictionary<RoomAndViewer, ViewedRoom>> Many(IReadOnlyCollection<RoomAndViewer> keys, CancellationToken cancellation)
    {
        var rows = await db.Read(
            ManySql,
            [
                Sql.Texts([.. keys.Select(k => k.Tenant)]), Sql.Numbers([.. keys.Select(k => k.Room.Value)]),
                Sql.Numbers([.. keys.Select(k => k.Viewer.Value)]),
            ],
            row => (
                Room: RoomSql.View(row), Viewer: new UserNumber(row.GetInt64(RoomSql.Next)), Tenant: row.GetString(RoomSql.Next + 1),
                Peer: row.TextOrNull(RoomSql.Next + 2)),
            cancellation);
        return rows.ToDictionary(r => new RoomAndViewer(r.Tenant, r.Room.Number, r.Viewer), r => new ViewedRoom(r.Room, r.Peer));
    }
}
