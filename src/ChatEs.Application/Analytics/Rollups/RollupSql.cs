namespace ChatEs.Application.Analytics.Rollups;

/// <summary>Of <c>analytics_private.daily</c>. $1 and $2 are the checkpoint and where it moves to.</summary>
internal static class RollupSql
{
    private const string Columns = "tenant_id, day, room, user_no, messages, comments, quotes, deleted, system";

    private const string Sums = """
        sum(m.messages)::bigint as messages, sum(m.comments)::bigint as comments, sum(m.quotes)::bigint as quotes,
        sum(m.deleted)::bigint as deleted, sum(m.system)::bigint as system
        """;

    /// <summary>What the rollup is, of all messages.</summary>
    public const string Count = $"""
        select m.tenant_id, m.day, m.room, m.user_no, {Sums}
        from analytics_private.counted_messages m
        group by m.tenant_id, m.day, m.room, m.user_no
        """;

    public const string CountAll = $"insert into analytics_private.daily ({Columns}) {Count}";

    // What an erased message had claimed as its time is gone with it, and so is the day that it was counted under: its room
    // is counted anew.
    private const string Recounted = """
        recounted as materialized (
          select distinct e.tenant_id, substr(e.stream_id, 6)::bigint as room
          from events.mt_events e
          where e.seq_id > $1 and e.seq_id <= $2 and e.type = 'personal_data_erased' and e.stream_id like 'room-%')
        """;

    // New messages are the ones from a room's first to its last of these events: numbers have no holes. They are found by the
    // lateral, a range of the primary key for each room, whatever the planner thinks of the number of rooms. A message is
    // deleted once; where it is new it was counted as what it is now.
    public const string Add = $"""
        with {Recounted}, posted as materialized (
          select e.tenant_id, substr(e.stream_id, 6)::bigint as room,
            min((e.data ->> 'number')::bigint) as first, max((e.data ->> 'number')::bigint) as last
          from events.mt_events e
          where e.seq_id > $1 and e.seq_id <= $2 and e.type = 'message_posted'
          group by e.tenant_id, e.stream_id
        ), gone as materialized (
          select e.tenant_id, substr(e.stream_id, 6)::bigint as room, (e.data ->> 'number')::bigint as number
          from events.mt_events e
          where e.seq_id > $1 and e.seq_id <= $2 and e.type = 'message_deleted'
        ), changes as (
          select p.tenant_id, n.day, p.room, n.user_no, n.messages, n.comments, n.quotes, n.deleted, n.system
          from posted p
          cross join lateral (
            select m.day, m.user_no, {Sums}
            from analytics_private.counted_messages m
            where m.tenant_id = p.tenant_id and m.room = p.room and m.number between p.first and p.last
            group by m.day, m.user_no) n
          union all
          select m.tenant_id, (m.shown_at at time zone 'UTC')::date, m.room, coalesce(m.author, 0),
            -1, -(m.parent is not null)::int, -(m.reply_to is not null)::int, 1, 0
          from gone g
          left join posted p on p.tenant_id = g.tenant_id and p.room = g.room
          cross join lateral (
            select * from chat.messages x
            where x.tenant_id = g.tenant_id and x.room = g.room and x.number = g.number and x.kind <> 'system'
            offset 0) m
          where p.first is null or g.number < p.first
        )
        insert into analytics_private.daily as d ({Columns})
        select m.tenant_id, m.day, m.room, m.user_no, {Sums}
        from changes m
        where not exists (select from recounted r where r.tenant_id = m.tenant_id and r.room = m.room)
        group by m.tenant_id, m.day, m.room, m.user_no
        on conflict (tenant_id, day, room, user_no) do update
        set messages = d.messages + excluded.messages, comments = d.comments + excluded.comments,
          quotes = d.quotes + excluded.quotes, deleted = d.deleted + excluded.deleted, system = d.system + excluded.system
        """;

    public const string Forget = $"""
        with {Recounted}
        delete from analytics_private.daily d using recounted r where d.tenant_id = r.tenant_id and d.room = r.room
        """;

    public const string CountAnew = $"""
        with {Recounted}
        insert into analytics_private.daily ({Columns})
        select r.tenant_id, n.day, r.room, n.user_no, n.messages, n.comments, n.quotes, n.deleted, n.system
        from recounted r
        cross join lateral (
          select m.day, m.user_no, {Sums}
          from analytics_private.counted_messages m
          where m.tenant_id = r.tenant_id and m.room = r.room
          group by m.day, m.user_no) n
        """;

    public const string FirstDifference = $"""
        with counted as ({Count})
        select to_jsonb(kept)::text, to_jsonb(counted)::text
        from analytics_private.daily kept
        full join counted using (tenant_id, day, room, user_no)
        where to_jsonb(kept) is distinct from to_jsonb(counted)
        order by tenant_id, day, room, user_no
        limit 1
        """;
}
