using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

/// <param name="Unread">The viewer's; null when the tenant itself looks.</param>
public sealed record RoomView(
    RoomNumber Number,
    RoomKind Kind,
    RoomVisibility Visibility,
    UserNumber? Creator,
    string Name,
    string? Key,
    DateTimeOffset CreatedAt,
    MessageNumber LastMessage,
    int MemberCount,
    DateTimeOffset LastActivityAt,
    long? Unread);

public sealed record RoomPage(IReadOnlyList<RoomView> Rooms, bool HasMore);

/// <summary>The place of a room in its user's list: the next page begins after it.</summary>
public sealed record RoomCursor(DateTimeOffset LastActivityAt, RoomNumber Number);

public sealed class RoomQueries(NpgsqlDataSource db)
{
    private const string Columns = $"""
        s.room, s.kind, s.visibility, s.creator, s.name, s.key, s.created_at, s.last_message, s.member_count,
        s.last_activity_at, case when s.user_no is not null then {UnreadSql.Of} end
        """;

    private const string Visible = $"""
        select {Columns}
        from (
          select r.*, r.number as room, $2::bigint as user_no, m.accounted, m.floor, m.seen_through
          from rooms r
          left join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.user_no = $2
          where r.tenant_id = $1 and (r.visibility = 'public' or $2 is null or m.active)
        """;

    private const string OfUserSql = $"""
        select {Columns}
        from (
          select r.*, m.room, m.user_no, m.accounted, m.floor, m.seen_through
          from members m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          where m.tenant_id = $1 and m.user_no = $2 and m.active
            and ($3::timestamptz is null or (r.last_activity_at, r.number) < ($3, $4))
          order by r.last_activity_at desc, r.number desc
          limit $5 + 1) s
        order by s.last_activity_at desc, s.room desc
        """;

    /// <summary>
    /// Null when the room is unknown, or private and the viewer is not in it. Viewer null is the tenant itself, which
    /// sees all.
    /// </summary>
    public Task<RoomView?> Get(string tenant, RoomNumber room, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        $"{Visible} and r.number = $3) s",
        [Sql.Text(tenant), Sql.Number(viewer?.Value), Sql.Number(room.Value)],
        View,
        cancellation);

    /// <inheritdoc cref="Get"/>
    public Task<RoomView?> ByKey(string tenant, string key, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        $"{Visible} and r.key = $3) s",
        [Sql.Text(tenant), Sql.Number(viewer?.Value), Sql.Text(key)],
        View,
        cancellation);

    /// <summary>The rooms that the user is in, the one posted in last first.</summary>
    public async Task<RoomPage> OfUser(
        string tenant, UserNumber user, RoomCursor? after, int limit, CancellationToken cancellation)
    {
        var rooms = await db.Read(
            OfUserSql,
            [
                Sql.Text(tenant), Sql.Number(user.Value), Sql.Time(after?.LastActivityAt), Sql.Number(after?.Number.Value ?? 0),
                Sql.Number(limit),
            ],
            View,
            cancellation);
        return new([.. rooms.Take(limit)], rooms.Count > limit);
    }

    private static RoomView View(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)),
        RoomWords.Kind(row.GetString(1)),
        RoomWords.Visibility(row.GetString(2)),
        row.LongOrNull(3) is { } creator ? new(creator) : null,
        row.GetString(4),
        row.TextOrNull(5),
        row.At(6),
        new(row.GetInt64(7)),
        row.GetInt32(8),
        row.At(9),
        row.LongOrNull(10));
}
