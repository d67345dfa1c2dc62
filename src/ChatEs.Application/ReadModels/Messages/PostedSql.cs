namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// Rooms and members already hold the counts at the end of the batch: an ordinal is that count less what the batch posts
/// after the message. The lookups are scalar on purpose: a join may be planned as a scan of all members.
/// </summary>
internal static class PostedSql
{
    private const string Columns = """
        tenant_id, room, number, id, author, kind, text, reply_to, parent, posted_at, claimed_at, shown_at,
        ordinal, own_ordinal, countable
        """;

    private const string Values = """
        p.tenant_id, p.room, p.number, p.id, p.author, p.kind, p.text, p.reply_to, p.parent, p.posted_at, p.claimed_at,
        coalesce(p.claimed_at, p.posted_at),
        (select r.countable from rooms r where r.tenant_id = p.tenant_id and r.number = p.room) - p.countable_after,
        case when p.kind = 'system' then 0 else (
          select m.own from members m
          where m.tenant_id = p.tenant_id and m.room = p.room and m.user_no = p.author) - p.own_after end,
        p.countable
        """;

    private const string Arrays = """
        $1::text[], $2::bigint[], $3::bigint[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
        $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::bigint[], $14::boolean[]
        """;

    private const string Names = """
        tenant_id, room, number, id, author, kind, text, reply_to, parent, posted_at, claimed_at, countable_after, own_after, countable
        """;

    private const string Details = "markup, session, media_url, links, payload_type, payload, extras";

    public const string Insert = $"insert into messages ({Columns}) select {Values} from unnest({Arrays}) as p({Names})";

    /// <summary>Likewise for a batch in which a message has more than its text.</summary>
    public const string InsertDetailed = $"""
        insert into messages ({Columns}, {Details})
        select {Values}, p.markup, p.session, p.media_url, p.links, p.payload_type, p.payload, p.extras
        from unnest({Arrays}, $15::text[], $16::text[], $17::text[], $18::jsonb[], $19::text[], $20::text[], $21::text[])
          as p({Names}, {Details})
        """;
}
