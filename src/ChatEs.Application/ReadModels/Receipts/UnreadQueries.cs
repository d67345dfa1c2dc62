using ChatEs.Application.ReadModels.Held;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

public sealed record RoomUnread(RoomNumber Room, long Unread);

public sealed record UserUnread(UserNumber User, long Unread);

public sealed record UnreadUserPage(IReadOnlyList<UserNumber> Users, bool HasMore);

public sealed class UnreadQueries(NpgsqlDataSource db, HeldReads held)
{
    private readonly HeldRoomList<RoomUnread> _lists = new(
        held, one => one.Room.Value, list => list.OrderBy(one => one.Room.Value), _ => 50);

    private const string Standing =
        "m.tenant_id, m.room, r.countable, r.deleted, m.user_no, m.accounted, m.floor, m.seen_through, r.last_activity_at";

    private const string OfRoomSql = $"""
        select s.room, {UnreadSql.Of}
        from (
          select r.tenant_id, r.number as room, r.countable, r.deleted, $3::bigint as user_no, m.accounted, m.floor, m.seen_through
          from rooms r
          left join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.user_no = $3
          where r.tenant_id = $1 and r.number = $2 and (r.visibility = 'public' or m.active)) s
        """;

    private const string OfUserText = $"""
        select s.room, {UnreadSql.Of}
        from (
          select {Standing}
          from members m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          where m.tenant_id = $1 and m.user_no = $2 and m.active) s
        """;

    private const string OfUserSql = $"{OfUserText} order by s.room";

    private const string OfUserLatestFirstSql = $"{OfUserText} order by s.last_activity_at desc, s.room desc";

    private const string OfRoomsSql = $"""
        select s.room, {UnreadSql.Of}
        from (
          select {Standing}, w.place
          from (select room, min(place) as place from unnest($3::bigint[]) with ordinality as n(room, place) group by room) w
          join members m on m.tenant_id = $1 and m.room = w.room and m.user_no = $2 and m.active
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room) s
        order by s.place
        """;

    private const string TotalSql = $"""
        select w.user_no, coalesce(t.unread, 0)::bigint
        from (select user_no, min(place) as place from unnest($2::bigint[]) with ordinality as n(user_no, place) group by user_no) w
        cross join lateral (
          select sum({UnreadSql.Of}) as unread
          from (
            select {Standing}
            from members m
            join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
            where m.tenant_id = $1 and m.user_no = w.user_no and m.active) s) t
        order by w.place
        """;

    // What was accounted for is subtracted first: it alone rules out most memberships, and no message is looked at. The
    // messages of the time are looked for only where there is something unread.
    private const string UsersSql = $"""
        select u.number
        from users u
        where u.tenant_id = $1 and exists (
          select
          from (
            select {Standing}
            from members m
            join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
            where m.tenant_id = $1 and m.user_no = u.number and m.active and r.countable > m.accounted) s
          where {UnreadSql.Of} > 0 and (($4::timestamptz is null and $5::timestamptz is null) or exists (
            select from messages d
            where d.tenant_id = s.tenant_id and d.room = s.room and d.countable and d.deleted_at is null
              and d.shown_at >= coalesce($4, '-infinity') and d.shown_at < coalesce($5, 'infinity')
              and d.number > greatest(s.floor, s.seen_through) and d.author is distinct from s.user_no
              and not exists (
                select from receipts x
                where x.tenant_id = s.tenant_id and x.room = s.room and x.user_no = s.user_no
                  and d.number between x.first and x.last))))
        order by u.number
        offset $2 limit $3 + 1
        """;

    /// <summary>Null when the room is unknown, or private and the user is not in it.</summary>
    public async Task<long?> OfRoom(string tenant, RoomNumber room, UserNumber user, CancellationToken cancellation) =>
        (await db.ReadOne(OfRoomSql, [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value)], View, cancellation))?.Unread;

    /// <summary>Every room that the user is in, by number; also those where nothing is unread.</summary>
    public async Task<IReadOnlyList<RoomUnread>> OfUser(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var now = await held.Now(cancellation);
        if (await _lists.Find(now, tenant, user, rooms => OfRooms(tenant, user, rooms, cancellation), cancellation) is { } list)
            return list;
        RoomUnread[] rooms = [.. await db.Read(OfUserSql, [Sql.Text(tenant), Sql.Number(user.Value)], View, cancellation)];
        _lists.Hold(now, tenant, user, rooms);
        return rooms;
    }

    /// <inheritdoc cref="OfUser"/>
    /// <remarks>The room posted in last comes first.</remarks>
    public async Task<IReadOnlyList<RoomUnread>> OfUserLatestFirst(string tenant, UserNumber user, CancellationToken cancellation) =>
        await db.Read(OfUserLatestFirstSql, [Sql.Text(tenant), Sql.Number(user.Value)], View, cancellation);

    /// <summary>Of these rooms those that the user is in, in the order asked, each once; also those where nothing is unread.</summary>
    public async Task<IReadOnlyList<RoomUnread>> OfRooms(
        string tenant, UserNumber user, IReadOnlyCollection<RoomNumber> rooms, CancellationToken cancellation) => await db.Read(
            OfRoomsSql,
            [Sql.Text(tenant), Sql.Number(user.Value), Sql.Numbers([.. rooms.Select(r => r.Value)])],
            View,
            cancellation);

    /// <summary>What is unread over all rooms that a user is in, for each of the users in the order asked, each once; 0 also for who is unknown.</summary>
    public async Task<IReadOnlyList<UserUnread>> TotalOfUsers(
        string tenant, IReadOnlyCollection<UserNumber> users, CancellationToken cancellation) => await db.Read(
            TotalSql,
            [Sql.Text(tenant), Sql.Numbers([.. users.Select(u => u.Value)])],
            row => new UserUnread(new(row.GetInt64(0)), row.GetInt64(1)),
            cancellation);

    /// <summary>
    /// Who of the tenant has something unread that was shown in the time, by number. It goes through the users one by one
    /// until the page is full.
    /// </summary>
    /// <param name="since">Then or later; null for any.</param>
    /// <param name="until">Before then; null for any.</param>
    public async Task<UnreadUserPage> UsersWithUnread(
        string tenant, int offset, int limit, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var users = await db.Read(
            UsersSql,
            [Sql.Text(tenant), Sql.Number(offset), Sql.Number(limit), Sql.Time(since), Sql.Time(until)],
            row => new UserNumber(row.GetInt64(0)),
            cancellation);
        return new([.. users.Take(limit)], users.Count > limit);
    }

    private static RoomUnread View(NpgsqlDataReader row) => new(new(row.GetInt64(0)), row.GetInt64(1));
}
