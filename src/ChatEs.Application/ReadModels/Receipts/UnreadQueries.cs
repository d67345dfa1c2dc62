using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

public sealed record RoomUnread(RoomNumber Room, long Unread);

public sealed class UnreadQueries(NpgsqlDataSource db)
{
    /// <summary>Null when the room is unknown, or private and the user is not in it.</summary>
    public async Task<long?> OfRoom(string tenant, RoomNumber room, UserNumber user, CancellationToken cancellation) =>
        (await db.ReadOne(
            $"""
            select s.room, {UnreadSql.Of}
            from (
              select r.tenant_id, r.number as room, r.countable, $3::bigint as user_no, m.accounted, m.floor, m.seen_through
              from rooms r
              left join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.user_no = $3
              where r.tenant_id = $1 and r.number = $2 and (r.visibility = 'public' or m.active)) s
            """,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value)],
            View,
            cancellation))?.Unread;

    /// <summary>Every room that the user is in, by number; also those where nothing is unread.</summary>
    public async Task<IReadOnlyList<RoomUnread>> OfUser(string tenant, UserNumber user, CancellationToken cancellation) =>
        await db.Read(
            $"""
            select s.room, {UnreadSql.Of}
            from (
              select m.tenant_id, m.room, r.countable, m.user_no, m.accounted, m.floor, m.seen_through
              from members m
              join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
              where m.tenant_id = $1 and m.user_no = $2 and m.active) s
            order by s.room
            """,
            [Sql.Text(tenant), Sql.Number(user.Value)],
            View,
            cancellation);

    private static RoomUnread View(NpgsqlDataReader row) => new(new(row.GetInt64(0)), row.GetInt64(1));
}
