namespace ChatEs.Application.ReadModels.Receipts;

internal static class UnreadSql
{
    /// <summary>
    /// The one definition of unread, over a row <c>s</c> ("standing") of tenant_id, room, countable, user_no,
    /// accounted, floor and seen_through; the last three are null for a user without a row, who has everything before
    /// him. Deleted messages are looked up only above seen_through: below it all are accounted for.
    /// </summary>
    public const string Of = """
        s.countable - coalesce(s.accounted, 0) - (
          select count(*) from messages d
          where d.tenant_id = s.tenant_id and d.room = s.room and d.countable and d.deleted_at is not null
            and d.number > coalesce(greatest(s.floor, s.seen_through), 0)
            and d.author is distinct from s.user_no
            and d.number > coalesce((
              select x.last from receipts x
              where x.tenant_id = s.tenant_id and x.room = s.room and x.user_no = s.user_no and x.first <= d.number
              order by x.first desc
              limit 1), 0))
        """;
}
