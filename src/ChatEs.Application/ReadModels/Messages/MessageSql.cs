using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>$1 tenant, $2 room, $3 viewer; a page: $4 the cursor, $5 how many before it, $6 how many from it on.</summary>
internal static class MessageSql
{
    /// <summary>The column that says on which side of the cursor a message lies.</summary>
    public const int IsOlder = 13;

    public const string Page = $"""
        {Columns}
        from rooms r
        cross join (select $4::bigint as cursor) c
        left join lateral ({BothSides}) m on true
        {AuthorOfVisible}
        order by m.number
        """;

    /// <summary>A time after all messages seeks behind the last one.</summary>
    public const string PageSince = $"""
        {Columns}
        from rooms r
        cross join lateral (
          select coalesce((
            select x.number from messages x
            where x.tenant_id = r.tenant_id and x.room = r.number and x.shown_at >= $4
            order by x.shown_at, x.number
            limit 1), r.last_message + 1) as cursor) c
        left join lateral ({BothSides}) m on true
        {AuthorOfVisible}
        order by m.number
        """;

    public const string One = $"""
        {Columns}
        from rooms r
        join lateral (
          select x.*, false as is_older from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number = $4 and x.deleted_at is null) m on true
        {AuthorOfVisible}
        """;

    private const string Columns = """
        select r.number, m.number, m.id, m.author, u.external_id, u.username, m.kind, m.text, m.reply_to, m.parent,
          m.posted_at, m.claimed_at, m.shown_at, m.is_older
        """;

    // Each side is a range scan of the primary key, read one message further than asked, which says whether there is
    // more. A visible room without such messages still gives a row: an empty page is not an unknown room.
    private const string BothSides = """
          (select x.*, true as is_older from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number < c.cursor and x.deleted_at is null
          order by x.number desc
          limit $5 + 1)
          union all
          (select x.*, false from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number >= c.cursor and x.deleted_at is null
          order by x.number
          limit $6 + 1)
        """;

    private const string AuthorOfVisible = $"""
        left join users u on u.tenant_id = r.tenant_id and u.number = m.author
        where {VisibleRoomSql.Where}
        """;
}
