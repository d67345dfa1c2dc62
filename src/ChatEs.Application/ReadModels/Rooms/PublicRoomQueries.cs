using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

public sealed class PublicRoomQueries(NpgsqlDataSource db)
{
    private const string NotJoinedSql = $"""
        {RoomSql.Select}
        from (
          select r.*, r.number as room, $2::bigint as user_no, {RoomSql.Membership}
          from rooms r
          left join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.user_no = $2
          where r.tenant_id = $1 and r.visibility = 'public' and m.active is not true
            and ($3::timestamptz is null or (r.last_activity_at, r.number) < ($3, $4))
          order by r.last_activity_at desc, r.number desc
          limit $5 + 1) s
        {RoomSql.Joined}
        order by s.last_activity_at desc, s.room desc
        """;

    /// <summary>What the user may join, the room posted in last first. The cost grows with the public rooms of the tenant.</summary>
    public async Task<RoomPage> NotJoined(
        string tenant, UserNumber user, RoomCursor? after, int limit, CancellationToken cancellation)
    {
        var rooms = await db.Read(
            NotJoinedSql,
            [
                Sql.Text(tenant), Sql.Number(user.Value), Sql.Time(after?.LastActivityAt), Sql.Number(after?.Number.Value ?? 0),
                Sql.Number(limit),
            ],
            RoomSql.View,
            cancellation);
        return new([.. rooms.Take(limit)], rooms.Count > limit);
    }
}
