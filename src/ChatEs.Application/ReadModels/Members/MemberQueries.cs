using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Members;

public sealed class MemberQueries(NpgsqlDataSource db)
{
    private const string Columns = $"""
        select page.user_no, u.external_id, u.username, page.moderator, page.joined_at, u.extras, {AvatarSql.Columns}
        """;

    /// <summary>The first column after those of the view.</summary>
    private const int Next = 14;

    private const string User = """
        left join users u on u.tenant_id = r.tenant_id and u.number = page.user_no
        left join avatars a on a.tenant_id = r.tenant_id and a.owner_kind = 'user' and a.owner = page.user_no
        """;

    private const string PageSql = $"""
        {Columns}
        from rooms r
        left join lateral (
          select m.user_no, m.moderator, m.joined_at from members m
          where m.tenant_id = r.tenant_id and m.room = r.number and m.active and (m.joined_at, m.user_no) > ($4, $5)
          order by m.joined_at, m.user_no
          limit $6 + 1) page on true
        {User}
        where {VisibleRoomSql.Where}
        order by page.joined_at, page.user_no
        """;

    private const string NumberedSql = $"""
        {Columns}, r.member_count
        from rooms r
        left join lateral (
          select m.user_no, m.moderator, m.joined_at from members m
          where m.tenant_id = r.tenant_id and m.room = r.number and m.active
          order by m.joined_at, m.user_no
          offset $3 limit $4) page on true
        {User}
        where r.tenant_id = $1 and r.number = $2
        order by page.joined_at, page.user_no
        """;

    private const string PeerSql = $"""
        {Columns}
        from rooms r
        join members page on page.tenant_id = r.tenant_id and page.room = r.number and page.user_no <> $3
        {User}
        where r.tenant_id = $1 and r.number = $2 and r.kind = 'single'
        limit 1
        """;

    /// <summary>
    /// Who is in the room, in the order of joining. Null when the viewer may not see the room; viewer null is the
    /// tenant itself, which sees all.
    /// </summary>
    public async Task<MemberPage?> Page(
        string tenant, RoomNumber room, UserNumber? viewer, MemberCursor? after, int limit, CancellationToken cancellation)
    {
        var rows = await db.Read(
            PageSql,
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value),
                Sql.Time(after?.JoinedAt ?? DateTimeOffset.UnixEpoch), Sql.Number(after?.User.Value ?? 0), Sql.Number(limit),
            ],
            row => row.IsDBNull(0) ? null : View(row),
            cancellation);

        if (rows is [])
            return null;

        var members = rows.OfType<MemberView>().ToList();
        return new([.. members.Take(limit)], members.Count > limit);
    }

    /// <summary>As the tenant itself sees them, for clients that number the pages. Null when there is no such room.</summary>
    public async Task<MemberNumberedPage?> NumberedPage(
        string tenant, RoomNumber room, int offset, int limit, CancellationToken cancellation)
    {
        var rows = await db.Read(
            NumberedSql,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(offset), Sql.Number(limit)],
            row => (Member: row.IsDBNull(0) ? null : View(row), Total: row.GetInt32(Next)),
            cancellation);
        return rows is [] ? null : new([.. rows.Select(r => r.Member).OfType<MemberView>()], rows[0].Total);
    }

    /// <summary>Null when he never was in the room.</summary>
    public Task<MembershipView?> Of(string tenant, RoomNumber room, UserNumber user, CancellationToken cancellation) => db.ReadOne(
        """
        select active, moderator, joined_at, pinned_at, delivered_through, seen_through from members
        where tenant_id = $1 and room = $2 and user_no = $3
        """,
        [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value)],
        row => new MembershipView(
            row.GetBoolean(0), row.GetBoolean(1), row.At(2), row.AtOrNull(3), new(row.GetInt64(4)), new(row.GetInt64(5))),
        cancellation);

    /// <summary>The other one of a single room. Null when it is none.</summary>
    public Task<MemberView?> Peer(string tenant, RoomNumber room, UserNumber user, CancellationToken cancellation) => db.ReadOne(
        PeerSql, [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value)], View, cancellation);

    private static MemberView View(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.At(4), AvatarSql.View(row, 6),
        row.TextOrNull(5));
}
