using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Members;

public sealed record MemberView(
    UserNumber User, string ExternalId, string Username, bool Moderator, DateTimeOffset JoinedAt);

public sealed record MemberPage(IReadOnlyList<MemberView> Members, bool HasMore);

/// <summary>The place of a member in the list: the next page begins after it.</summary>
public sealed record MemberCursor(DateTimeOffset JoinedAt, UserNumber User);

public sealed class MemberQueries(NpgsqlDataSource db)
{
    private const string PageSql = $"""
        select page.user_no, u.external_id, u.username, page.moderator, page.joined_at
        from rooms r
        left join lateral (
          select m.user_no, m.moderator, m.joined_at from members m
          where m.tenant_id = r.tenant_id and m.room = r.number and m.active and (m.joined_at, m.user_no) > ($4, $5)
          order by m.joined_at, m.user_no
          limit $6 + 1) page on true
        left join users u on u.tenant_id = r.tenant_id and u.number = page.user_no
        where {VisibleRoomSql.Where}
        order by page.joined_at, page.user_no
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
            row => row.IsDBNull(0)
                ? null
                : new MemberView(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.At(4)),
            cancellation);

        if (rows is [])
            return null;

        var members = rows.OfType<MemberView>().ToList();
        return new([.. members.Take(limit)], members.Count > limit);
    }
}
