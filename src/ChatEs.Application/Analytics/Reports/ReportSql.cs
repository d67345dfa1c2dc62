namespace ChatEs.Application.Analytics.Reports;

/// <summary>
/// The statements of the reports, upon the definitions that the analysts' views share. What is $1 to $8 says <see cref="Report"/>.
/// </summary>
internal static class ReportSql
{
    private const string Page = "limit $7 offset $8";

    private const string Counted = """
        from analytics_private.counted_messages m
         where m.tenant_id = $1 and ($2::timestamptz is null or m.shown_at >= $2) and ($3::timestamptz is null or m.shown_at < $3)
           and ($6::bigint is null or m.room = $6)
        """;

    private const string ActiveUsers = "count(distinct m.user_no) filter (where m.user_no <> 0 and m.messages + m.deleted > 0)";

    private const string Turns = """
        from analytics_private.turns t
         where t.tenant_id = $1 and ($2::timestamptz is null or t.shown_at >= $2) and ($3::timestamptz is null or t.shown_at < $3)
           and ($6::bigint is null or t.room = $6)
        """;

    private const string ReplySeconds = """
        avg(t.reply_seconds) as average, percentile_cont(0.5) within group (order by t.reply_seconds) as p50,
               percentile_cont(0.9) within group (order by t.reply_seconds) as p90,
               percentile_cont(0.99) within group (order by t.reply_seconds) as p99
        """;

    public const string Activity = $"""
        select analytics_private.begins($4, m.starts_at, $5), (m.starts_at at time zone $5)::date, sum(m.messages)::bigint, sum(m.comments)::bigint, sum(m.quotes)::bigint,
               sum(m.deleted)::bigint, sum(m.system)::bigint, {ActiveUsers}, count(distinct m.room)
          from (select date_trunc($4, m.shown_at, $5) as starts_at, m.* {Counted}) m
         group by m.starts_at
         order by m.starts_at
         {Page}
        """;

    public const string Rooms = $"""
        select r.room, r.name, r.kind, r.members::bigint, c.messages, c.comments, c.active_users, c.newest_at
          from (
            select m.room, sum(m.messages)::bigint as messages, sum(m.comments)::bigint as comments, {ActiveUsers} as active_users,
                   max(m.shown_at) filter (where m.messages > 0) as newest_at
              {Counted}
             group by m.room) c
          join analytics_private.rooms r on r.tenant_id = $1 and r.room = c.room
         where c.messages > 0
         order by c.messages desc, r.room
         {Page}
        """;

    public const string Users = $"""
        select u.user_no, u.external_id, u.username, c.messages, c.comments, c.quotes, c.deleted, c.rooms, c.newest_at
          from (
            select m.user_no, sum(m.messages)::bigint as messages, sum(m.comments)::bigint as comments, sum(m.quotes)::bigint as quotes,
                   sum(m.deleted)::bigint as deleted, count(distinct m.room) filter (where m.messages > 0) as rooms,
                   max(m.shown_at) filter (where m.messages > 0) as newest_at
              {Counted} and m.user_no <> 0
             group by m.user_no) c
          join analytics_private.users u on u.tenant_id = $1 and u.user_no = c.user_no
         where c.messages + c.deleted > 0
         order by c.messages desc, u.user_no
         {Page}
        """;

    public const string Hours = $"""
        select extract(isodow from m.local)::bigint, extract(hour from m.local)::bigint, sum(m.messages)::bigint, {ActiveUsers}
          from (select m.shown_at at time zone $5 as local, m.* {Counted}) m
         group by 1, 2
        having sum(m.messages) > 0
         order by 1, 2
         {Page}
        """;

    public const string ResponseTimes = $"""
        select analytics_private.begins($4, t.starts_at, $5), (t.starts_at at time zone $5)::date, count(*), count(t.reply_number), {ReplySeconds}
          from (select date_trunc($4, t.shown_at, $5) as starts_at, t.* {Turns}) t
         group by t.starts_at
         order by t.starts_at
         {Page}
        """;

    public const string ResponseTimesByRoom = $"""
        select r.room, r.name, t.turns, t.answered, t.average, t.p50, t.p90, t.p99
          from (select t.room as of_room, count(*) as turns, count(t.reply_number) as answered, {ReplySeconds} {Turns} group by t.room) t
          join analytics_private.rooms r on r.tenant_id = $1 and r.room = t.of_room
         order by t.turns desc, r.room
         {Page}
        """;

    public const string ResponseTimesByUser = $"""
        select u.user_no, u.external_id, u.username, t.replies, t.average, t.p50, t.p90, t.p99
          from (
            select t.reply_author as of_user, count(*) as replies, {ReplySeconds} {Turns} and t.reply_author is not null
             group by t.reply_author) t
          join analytics_private.users u on u.tenant_id = $1 and u.user_no = t.of_user
         order by t.replies desc, u.user_no
         {Page}
        """;

    public const string ReadTimes = $"""
        select analytics_private.begins($4, m.starts_at, $5), (m.starts_at at time zone $5)::date, count(*), count(m.first_read_at), count(m.all_read_at),
               avg(m.first_read_seconds), percentile_cont(0.5) within group (order by m.first_read_seconds),
               percentile_cont(0.9) within group (order by m.first_read_seconds),
               percentile_cont(0.5) within group (order by m.all_read_seconds)
          from (
            select date_trunc($4, m.posted_at, $5) as starts_at, m.*
              from analytics_private.read_times m
             where m.tenant_id = $1 and ($2::timestamptz is null or m.posted_at >= $2) and ($3::timestamptz is null or m.posted_at < $3)
               and ($6::bigint is null or m.room = $6) and m.audience > 0) m
         group by m.starts_at
         order by m.starts_at
         {Page}
        """;

    public const string Sessions = $"""
        select s.room, s.session, s.opened_by, s.started_at, s.ended_at, s.seconds, s.messages, s.participants, s.first_reply_seconds
          from analytics_private.sessions s
         where s.tenant_id = $1 and ($2::timestamptz is null or s.started_at >= $2) and ($3::timestamptz is null or s.started_at < $3)
           and ($6::bigint is null or s.room = $6)
         order by s.started_at, s.room, s.session
         {Page}
        """;

    public const string Unread = $"""
        select b.room, r.name, b.user_no, u.external_id, b.unread
          from analytics_private.unread_backlog b
          join analytics_private.rooms r on r.tenant_id = b.tenant_id and r.room = b.room
          join analytics_private.users u on u.tenant_id = b.tenant_id and u.user_no = b.user_no
         where b.tenant_id = $1 and ($6::bigint is null or b.room = $6) and b.unread > 0
         order by b.unread desc, b.room, b.user_no
         {Page}
        """;
}
