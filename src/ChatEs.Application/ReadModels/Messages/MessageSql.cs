using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>$1 tenant, $2 room, $3 viewer; a page: $4 the cursor, $5 how many before it, $6 how many from it on.</summary>
internal static class MessageSql
{
    /// <summary>Of a page on one side of the cursor: whether there is something on the other side.</summary>
    public const int Beyond = MessageColumns.AfterOwn;

    /// <summary>The columns that say on which side of the cursor a message lies, and how far from it.</summary>
    public const int IsOlder = MessageColumns.Next;

    public const int Place = MessageColumns.Next + 1;

    public const string One = $"""
        select {MessageColumns.Select}
        from rooms r
        join messages m on m.tenant_id = r.tenant_id and m.room = r.number and m.number = $4 and m.deleted_at is null
        left join users u on u.tenant_id = r.tenant_id and u.number = m.author
        where {VisibleRoomSql.Where}
        """;

    /// <summary>$1 tenants, $2 rooms, $3 nobody, $4 numbers: one message each.</summary>
    public const string Many = $"""
        select {MessageColumns.Select}, w.tenant
        from unnest($1::text[], $2::bigint[], $4::bigint[]) as w(tenant, room, number)
        join messages m on m.tenant_id = w.tenant and m.room = w.room and m.number = w.number and m.deleted_at is null
        left join users u on u.tenant_id = m.tenant_id and u.number = m.author
        """;

    public const string ById = $"""
        select {MessageColumns.Select}
        from messages m
        join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
        left join users u on u.tenant_id = m.tenant_id and u.number = m.author
        where m.tenant_id = $1 and m.id = $2 and m.deleted_at is null and {VisibleRoomSql.ToViewer}
        """;

    /// <summary>$4 how many, $5 how many newer ones to pass over.</summary>
    public const string Newest = $"""
        select {MessageColumns.Own}
        from rooms r
        cross join lateral (
          select x.* from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.deleted_at is null
          order by x.number desc
          offset $5 limit $4) m
        where {VisibleRoomSql.Where}
        order by m.number desc
        """;

    private const string Cursor = "(select $4::bigint as cursor)";

    /// <summary>A time after all messages seeks behind the last one.</summary>
    private const string CursorOfTime = """
        lateral (
          select coalesce((
            select x.number from messages x
            where x.tenant_id = r.tenant_id and x.room = r.number and x.shown_at >= $4
            order by x.shown_at, x.number
            limit 1), r.last_message + 1) as cursor
          offset 0)
        """;

    /// <summary>
    /// A page before the cursor, or from it on, of messages that meet the conditions; $5 is one more than are wanted, which
    /// says whether there are more. In no order and without the authors: sorting a hundred rows of that width and looking up
    /// a hundred times who wrote them costs the server more than the page itself; see <see cref="GatheredMessages"/>. A visible
    /// room without such messages gives one row.
    /// </summary>
    public static string OneSided(string conditions, OneSidedPage page)
    {
        var cursor = page.Since is null ? "$4" : "c.cursor";
        var (side, otherSide) = page.IsOlder ? ("<", ">=") : (">=", "<");
        return $"""
            select {MessageColumns.Own}, {(page.AsksBeyond ? "b.beyond" : "false")}
            from rooms r
            {(page.Since is null ? "" : $"cross join {CursorOfTime} c")}
            {(page.AsksBeyond ? $"cross join {Beside($"{otherSide} {cursor}", conditions)} b" : "")}
            left join lateral (
              select x.* from messages x
              where x.tenant_id = r.tenant_id and x.room = r.number and x.number {side} {cursor} and x.deleted_at is null{conditions}
              order by x.number{(page.IsOlder ? " desc" : "")}
              limit $5) m on true
            where {VisibleRoomSql.Where}
            """;
    }

    // Without the offset it would ask for each row whether there is something beyond.
    private static string Beside(string otherSide, string conditions) => $"""
        lateral (
          select exists (
            select from messages x
            where x.tenant_id = r.tenant_id and x.room = r.number and x.number {otherSide} and x.deleted_at is null{conditions}) as beyond
          offset 0)
        """;

    /// <summary>The statement for a page of the messages that meet <see cref="MessageConditions"/>.</summary>
    public static string Page(string conditions, bool byTime) => $"""
        select {MessageColumns.Select}, m.is_older, m.place
        from rooms r
        cross join {(byTime ? CursorOfTime : Cursor)} c
        left join lateral ({BothSides(conditions)}) m on true
        left join users u on u.tenant_id = r.tenant_id and u.number = m.author
        where {VisibleRoomSql.Where}
        order by m.number
        """;

    // Each side is a range scan of an index, read one message further than asked, which says whether there is more; its
    // place, counted from the cursor, tells that one from the others without waiting for them. A visible room without
    // such messages still gives a row: an empty page is not an unknown room.
    private static string BothSides(string conditions) => $"""
          (select x.*, true as is_older, row_number() over (order by x.number desc) as place from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number < c.cursor and x.deleted_at is null{conditions}
          order by x.number desc
          limit $5 + 1)
          union all
          (select x.*, false, row_number() over (order by x.number) from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number >= c.cursor and x.deleted_at is null{conditions}
          order by x.number
          limit $6 + 1)
        """;
}
