using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

internal sealed class MessageProjection : IInlineProjection
{
    // Rooms and members already hold the counts at the end of the batch: an ordinal is that count less what the batch
    // posts after the message. The lookups are scalar on purpose: a join may be planned as a scan of all members.
    private const string InsertPosted = """
        insert into messages (
          tenant_id, room, number, id, author, kind, text, reply_to, parent, posted_at, claimed_at, shown_at,
          ordinal, own_ordinal, countable)
        select p.tenant_id, p.room, p.number, p.id, p.author, p.kind, p.text, p.reply_to, p.parent, p.posted_at, p.claimed_at,
          coalesce(p.claimed_at, p.posted_at),
          (select r.countable from rooms r where r.tenant_id = p.tenant_id and r.number = p.room) - p.countable_after,
          case when p.kind = 'system' then 0 else (
            select m.own from members m
            where m.tenant_id = p.tenant_id and m.room = p.room and m.user_no = p.author) - p.own_after end,
          p.countable
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
            $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::bigint[], $14::boolean[])
          as p(tenant_id, room, number, id, author, kind, text, reply_to,
            parent, posted_at, claimed_at, countable_after, own_after, countable)
        """;

    private const string MarkDeleted = """
        update messages m
        set text = '', deleted_at = d.deleted_at
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as d(tenant_id, room, number, deleted_at)
        where m.tenant_id = d.tenant_id and m.room = d.room and m.number = d.number and m.deleted_at is null
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        var posts = 0;
        Dictionary<(long Room, long Number), (string Tenant, DateTime At)>? deleted = null;
        foreach (var e in events)
        {
            if (e.Data is MessagePosted)
                posts++;
            else if (e.Data is MessageDeleted deletion)
                (deleted ??= []).TryAdd((RoomStream.RoomOf(e), deletion.Number.Value), (e.Stream.Tenant, e.Timestamp.UtcDateTime));
        }

        if (posts > 0)
            Insert(events, posts, batch);
        if (deleted is not null)
            Delete(deleted, batch);
    }

    private static void Insert(IReadOnlyList<Event> events, int posts, NpgsqlBatch batch)
    {
        var columns = new PostedColumns(posts);
        for (var i = events.Count - 1; i >= 0; i--)
        {
            if (events[i].Data is MessagePosted message)
                columns.Prepend(events[i], message);
        }

        batch.Add(InsertPosted, columns.Parameters());
    }

    private static void Delete(Dictionary<(long Room, long Number), (string Tenant, DateTime At)> deleted, NpgsqlBatch batch) =>
        batch.Add(
            MarkDeleted,
            Sql.Texts([.. deleted.Values.Select(d => d.Tenant)]),
            Sql.Numbers([.. deleted.Keys.Select(d => d.Room)]),
            Sql.Numbers([.. deleted.Keys.Select(d => d.Number)]),
            Sql.Times([.. deleted.Values.Select(d => d.At)]));
}
