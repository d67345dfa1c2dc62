namespace ChatEs.Application.ReadModels.Receipts;

internal static class DeliverySql
{
    /// <summary>
    /// For each message from $3 to $4 of room $2: how many recipients it has, and how many of them it has reached and
    /// who have seen it. The members are looked at once, whatever the length of the page: how far each has come without
    /// a gap is counted by level, and only what he has seen beyond that, one by one, needs his segments.
    /// </summary>
    public const string OfPage = """
        with standing as materialized (
          select user_no, seen_through as seen, greatest(delivered_through, seen_through) as reached
          from members
          where tenant_id = $1 and room = $2 and active
        ), levels as materialized (
          select least(seen, $4) as seen, least(reached, $4) as reached, count(*) as users
          from standing
          group by 1, 2
        ), beyond as materialized (
          select m.number, count(*) as seen, count(*) filter (where m.number > s.reached) as reached
          from (
            select * from receipts
            where int8range((room << 27) | first, (room << 27) | last, '[]')
              && int8range(($2::bigint << 27) | $3::bigint, ($2::bigint << 27) | $4::bigint, '[]')
            offset 0) x
          join standing s on s.user_no = x.user_no and s.seen < x.last
          join messages m on m.tenant_id = $1 and m.room = $2
            and m.number between greatest(x.first, s.seen + 1, $3) and least(x.last, $4) and m.author is distinct from x.user_no
          where x.tenant_id = $1
          group by m.number
        )
        select m.number, l.recipients - (a.user_no is not null)::int,
          l.reached - coalesce((a.reached >= m.number)::int, 0) + coalesce(b.reached, 0),
          l.seen - coalesce((a.seen >= m.number)::int, 0) + coalesce(b.seen, 0)
        from messages m
        cross join lateral (
          select coalesce(sum(users), 0)::bigint as recipients,
            coalesce(sum(users) filter (where reached >= m.number), 0)::bigint as reached,
            coalesce(sum(users) filter (where seen >= m.number), 0)::bigint as seen
          from levels) l
        left join standing a on a.user_no = m.author
        left join beyond b on b.number = m.number
        where m.tenant_id = $1 and m.room = $2 and m.number between $3 and $4 and m.deleted_at is null
        order by m.number
        """;
}
