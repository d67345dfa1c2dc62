namespace ChatEs.Application.ReadModels.Receipts;

internal static class DeliverySql
{
    /// <summary>
    /// What says how far the messages from $3 to $4 of room $2 have come with its members, in rows of three kinds: how many
    /// members have come how far without a gap; how far each of the users $5 has; and what somebody has seen beyond that, one
    /// segment after the other. The members are looked at once, whatever the length of the page, and only the last kind can
    /// be many. (The offset: a plan for any values would go through all of the tenant's segments.)
    /// </summary>
    public const string OfPage = """
        with standing as materialized (
          select user_no, seen_through as seen, greatest(delivered_through, seen_through) as reached
          from members
          where tenant_id = $1 and room = $2 and active
        )
        select count(*), null::bigint, least(seen, $4) as seen, least(reached, $4) as reached, null::bigint, null::bigint
        from standing
        group by 3, 4
        union all
        select null, user_no, seen, reached, null, null
        from standing
        where user_no = any ($5)
        union all
        select null, s.user_no, s.seen, s.reached, x.first, x.last
        from (
          select * from receipts
          where int8range((room << 27) | first, (room << 27) | last, '[]')
            && int8range(($2::bigint << 27) | $3::bigint, ($2::bigint << 27) | $4::bigint, '[]')
          offset 0) x
        join standing s on s.user_no = x.user_no and s.seen < x.last
        where x.tenant_id = $1
        """;
}
