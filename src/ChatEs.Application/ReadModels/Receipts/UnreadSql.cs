namespace ChatEs.Application.ReadModels.Receipts;

internal static class UnreadSql
{
    /// <summary>
    /// The one definition of unread, over a row <c>s</c> ("standing") of tenant_id, room, countable, deleted, user_no,
    /// accounted, floor and seen_through; the last three are null for a user without a row, who has everything before
    /// him. What was deleted is unread to nobody; those that he had seen are accounted for already, so they are counted
    /// back: by his few segments above seen_through, since below it there is nothing to look up. In most rooms there is
    /// nothing deleted, or nothing unread.
    /// </summary>
    public const string Of = """
        s.countable - coalesce(s.accounted, 0) - case when s.deleted = 0 or s.countable = coalesce(s.accounted, 0) then 0 else (
          select gone.total - case when gone.total = 0 then 0 else (
            select count(*) from receipts x
            join messages d on d.tenant_id = x.tenant_id and d.room = x.room
              and d.number between greatest(x.first, s.floor + 1) and x.last
            where x.tenant_id = s.tenant_id and x.room = s.room and x.user_no = s.user_no and x.first > s.seen_through
              and d.countable and d.deleted_at is not null and d.author is distinct from s.user_no) end
          from (
            select count(*) as total from messages d
            where d.tenant_id = s.tenant_id and d.room = s.room and d.countable and d.deleted_at is not null
              and d.number > coalesce(greatest(s.floor, s.seen_through), 0)
              and d.author is distinct from s.user_no) gone) end
        """;
}
