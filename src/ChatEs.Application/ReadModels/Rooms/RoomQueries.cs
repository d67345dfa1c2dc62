using ChatEs.Application.ReadModels.Held;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

public sealed class RoomQueries(NpgsqlDataSource db, HeldReads held)
{
    private readonly HeldRoomList<RoomView> _lists = new(
        held, room => room.Number.Value, list => list.OrderByDescending(Activity), SizeOf);

    private const string HeadText = "select number, name, key, visibility, created_at from rooms where tenant_id = $1";

    private const string VisibleText = $"select r.number from rooms r where {VisibleRoomSql.Where}";

    private const string Visible = $"""
        {RoomSql.Select}
        from (
          select r.*, r.number as room, $2::bigint as user_no, {RoomSql.Membership}
          from rooms r
          left join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.user_no = $2
          where r.tenant_id = $1 and (r.visibility = 'public' or $2 is null or m.active)
        """;

    private const string OfUserSql = $"""
        {RoomSql.Select}
        from (
          select r.*, m.room, m.user_no, {RoomSql.Membership}
          from members m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          where {RoomSql.Listed} and ($6::timestamptz is null or (r.last_activity_at, r.number) < ($6, $7))
          order by r.last_activity_at desc, r.number desc
          limit $8 + 1) s
        {RoomSql.Joined}
        order by s.last_activity_at desc, s.room desc
        """;

    // A page behind the last one still gives a row, which has the total.
    private const string NumberedSql = $"""
        {RoomSql.Select}, t.total
        from (
          select count(*) as total
          from members m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          where {RoomSql.Listed}) t
        left join lateral (
          select r.*, m.room, m.user_no, {RoomSql.Membership}
          from members m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          where {RoomSql.Listed}
          order by r.last_activity_at desc, r.number desc
          offset $6 limit $7) s on true
        {RoomSql.Joined}
        order by s.last_activity_at desc, s.room desc
        """;

    private const string VisibleToSql = $"""
        {RoomSql.Select}
        from (
          select r.*, r.number as room, $2::bigint as user_no, {RoomSql.Membership}
          from (
            select room as number from members where tenant_id = $1 and user_no = $2 and active
            union
            select number from rooms where tenant_id = $1 and visibility = 'public') w
          join rooms r on r.tenant_id = $1 and r.number = w.number
          left join members m on m.tenant_id = $1 and m.room = w.number and m.user_no = $2) s
        {RoomSql.Joined}
        order by s.last_activity_at desc, s.room
        """;

    private const string ManySql = $"""
        {RoomSql.Select}
        from (
          select r.*, r.number as room, $2::bigint as user_no, {RoomSql.Membership}, w.place
          from (
            select n.number, min(n.place) as place
            from (
              select number, place from unnest($3::bigint[]) with ordinality as n(number, place)
              union all
              select r.number, cardinality($3) + k.place
              from unnest($4::text[]) with ordinality as k(key, place)
              join rooms r on r.tenant_id = $1 and r.key = k.key) n
            group by n.number) w
          join rooms r on r.tenant_id = $1 and r.number = w.number
          left join members m on m.tenant_id = $1 and m.room = w.number and m.user_no = $2
          where r.visibility = 'public' or $2 is null or m.active) s
        {RoomSql.Joined}
        order by s.place
        """;

    /// <summary>What a room is called, and no more: as the tenant itself sees it. Null when there is no such room.</summary>
    public Task<RoomHead?> Head(string tenant, RoomNumber room, CancellationToken cancellation) =>
        Head($"{HeadText} and number = $2", new HeadOf(tenant, room.Value), Sql.Number(room.Value), tenant, cancellation);

    /// <inheritdoc cref="Head(string, RoomNumber, CancellationToken)"/>
    public Task<RoomHead?> HeadByKey(string tenant, string key, CancellationToken cancellation) =>
        Head($"{HeadText} and key = $2", new KeyedHead(tenant, key), Sql.Text(key), tenant, cancellation);

    private async Task<RoomHead?> Head(
        string sql, object heldAs, NpgsqlParameter which, string tenant, CancellationToken cancellation) => await held.Get(
            await held.Now(cancellation), heldAs,
            () => db.ReadOne(sql, [Sql.Text(tenant), which], Head, cancellation),
            head => Sources.Of(head.Number, RoomParts.Head));

    /// <summary>
    /// Null when the room is unknown, or private and the viewer is not in it. Viewer null is the tenant itself, which
    /// sees all.
    /// </summary>
    public Task<RoomView?> Get(string tenant, RoomNumber room, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        $"{Visible} and r.number = $3) s {RoomSql.Joined}",
        [Sql.Text(tenant), Sql.Number(viewer?.Value), Sql.Number(room.Value)],
        RoomSql.View,
        cancellation);

    /// <summary>Whether <see cref="Get"/> would find it, for a fraction of its cost.</summary>
    public async Task<bool> IsVisible(string tenant, RoomNumber room, UserNumber? viewer, CancellationToken cancellation) =>
        await IsVisible(await held.Now(cancellation), tenant, room, viewer, cancellation);

    /// <inheritdoc cref="IsVisible(string, RoomNumber, UserNumber?, CancellationToken)"/>
    /// <param name="now">The moment that is read.</param>
    internal async ValueTask<bool> IsVisible(
        long? now, string tenant, RoomNumber room, UserNumber? viewer, CancellationToken cancellation)
    {
        var door = new OpenDoor(tenant, room.Value, viewer?.Value);
        return await held.Get(
            now, door,
            () => db.ReadOne(
                VisibleText, [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value)], _ => door, cancellation),
            _ => Sources.Of(room, RoomParts.Head | RoomParts.Members)) is not null;
    }

    /// <inheritdoc cref="Get"/>
    public Task<RoomView?> ByKey(string tenant, string key, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        $"{Visible} and r.key = $3) s {RoomSql.Joined}",
        [Sql.Text(tenant), Sql.Number(viewer?.Value), Sql.Text(key)],
        RoomSql.View,
        cancellation);

    /// <summary>
    /// The rooms with these numbers, then those with these keys, in the order asked and each once. What is unknown, or
    /// hidden from the viewer, is left out.
    /// </summary>
    public async Task<IReadOnlyList<RoomView>> Many(
        string tenant, IReadOnlyCollection<RoomNumber> numbers, IReadOnlyCollection<string> keys, UserNumber? viewer,
        CancellationToken cancellation) => await db.Read(
            ManySql,
            [
                Sql.Text(tenant), Sql.Number(viewer?.Value), Sql.Numbers([.. numbers.Select(n => n.Value)]), Sql.Texts([.. keys]),
            ],
            RoomSql.View,
            cancellation);

    /// <summary>The rooms that the user is in, the one posted in last first.</summary>
    public Task<RoomPage> OfUser(
        string tenant, UserNumber user, RoomCursor? after, int limit, CancellationToken cancellation) =>
        OfUser(tenant, user, null, after, limit, cancellation);

    /// <inheritdoc cref="OfUser(string, UserNumber, RoomCursor?, int, CancellationToken)"/>
    public async Task<RoomPage> OfUser(
        string tenant, UserNumber user, RoomFilter? filter, RoomCursor? after, int limit, CancellationToken cancellation)
    {
        if (after is not null || filter is { IsAny: false })
            return await Page(tenant, user, filter, after, limit, cancellation);

        var now = await held.Now(cancellation);
        var known = await _lists.Find(now, tenant, user, rooms => Many(tenant, rooms, [], user, cancellation), cancellation);
        if (known is not null)
            return new(known.Length > limit ? known[..limit] : known, HasMore: known.Length > limit);
        var page = await Page(tenant, user, filter, after, limit, cancellation);
        // Of one who is in more rooms, another may come up into the page.
        if (!page.HasMore)
            _lists.Hold(now, tenant, user, [.. page.Rooms]);
        return page;
    }

    private static (DateTimeOffset, long) Activity(RoomView room) => (room.LastActivityAt, room.Number.Value);

    /// <summary>In bytes, roughly.</summary>
    private static long SizeOf(RoomView room) =>
        600 + (2 * (room.Name.Length + (room.Key?.Length ?? 0) + (room.Description?.Length ?? 0) + (room.Options?.Length ?? 0)));

    private async Task<RoomPage> Page(
        string tenant, UserNumber user, RoomFilter? filter, RoomCursor? after, int limit, CancellationToken cancellation)
    {
        var rooms = await db.Read(
            OfUserSql,
            [
                Sql.Text(tenant), Sql.Number(user.Value), .. RoomSql.Parameters(filter),
                Sql.Time(after?.LastActivityAt), Sql.Number(after?.Number.Value ?? 0), Sql.Number(limit),
            ],
            RoomSql.View,
            cancellation);
        return new([.. rooms.Take(limit)], rooms.Count > limit);
    }

    /// <summary>As <see cref="OfUser(string, UserNumber, RoomFilter?, RoomCursor?, int, CancellationToken)"/>, for clients that number the pages.</summary>
    public async Task<RoomNumberedPage> PageOfUser(
        string tenant, UserNumber user, RoomFilter? filter, int offset, int limit, CancellationToken cancellation)
    {
        var rows = await db.Read(
            NumberedSql,
            [Sql.Text(tenant), Sql.Number(user.Value), .. RoomSql.Parameters(filter), Sql.Number(offset), Sql.Number(limit)],
            row => (Room: row.IsDBNull(0) ? null : RoomSql.View(row), Total: row.GetInt64(RoomSql.Next)),
            cancellation);
        return new([.. rows.Select(r => r.Room).OfType<RoomView>()], rows[0].Total);
    }

    /// <summary>Every room that the user is in and every public one, the one posted in last first. All of them: it is streamed.</summary>
    public IAsyncEnumerable<RoomView> VisibleTo(string tenant, UserNumber user, CancellationToken cancellation) =>
        db.Stream(VisibleToSql, [Sql.Text(tenant), Sql.Number(user.Value)], RoomSql.View, cancellation);

    private static RoomHead Head(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)), row.GetString(1), row.TextOrNull(2), RoomWords.Visibility(row.GetString(3)), row.At(4));

    private sealed record HeadOf(string Tenant, long Room);

    private sealed record KeyedHead(string Tenant, string Key);

    /// <summary>A room that somebody may look into; without a viewer the tenant itself.</summary>
    private sealed record OpenDoor(string Tenant, long Room, long? Viewer);
}
