using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

public sealed class ReceiptQueries(NpgsqlDataSource db, HeldReads held)
{
    // Room numbers are those of one tenant: which tenant is only looked at. The offset keeps a plan for any values from going
    // by the tenant, which may have most of the segments that there are.
    private const string ReadersSql = $"""
        with seen as (
          select x.user_no, x.seen_at
          from (
            select * from receipts
            where int8range((room << 27) | first, (room << 27) | last, '[]') @> (($2::bigint << 27) | $4::bigint)
            offset 0) x
          where x.tenant_id = $1)
        select (select count(*) from seen), page.user_no, u.external_id, u.username, page.seen_at
        from rooms r
        left join lateral (
          select user_no, seen_at from seen where user_no > $5 order by user_no limit $6 + 1) page on true
        left join users u on u.tenant_id = r.tenant_id and u.number = page.user_no
        where {VisibleRoomSql.Where} and $4 between 1 and r.last_message
        order by page.user_no
        """;

    private const string OfPageSql = """
        select x.user_no, x.first, x.last, x.seen_at
        from (
          select * from receipts
          where int8range((room << 27) | first, (room << 27) | last, '[]')
            && int8range(($2::bigint << 27) | $3::bigint, ($2::bigint << 27) | $4::bigint, '[]')
          offset 0) x
        where x.tenant_id = $1
        order by x.user_no, x.first
        """;

    // Below seen_through there is no gap; above it the one segment that begins at or before the page may reach into it.
    private const string OwnSql = """
        select $4::bigint, m.seen_through from members m
        where m.tenant_id = $1 and m.room = $2 and m.user_no = $3 and m.seen_through >= $4
        union all
        (select x.first, x.last from receipts x
        where x.tenant_id = $1 and x.room = $2 and x.user_no = $3 and x.first <= $4
        order by x.first desc
        limit 1)
        union all
        select x.first, x.last from receipts x
        where x.tenant_id = $1 and x.room = $2 and x.user_no = $3 and x.first > $4 and x.first <= $5
        """;

    /// <summary>
    /// Who has marked the message as seen, by user number. Null when there is no such message, or the viewer may not
    /// see its room; viewer null is the tenant itself, which sees all.
    /// </summary>
    public async Task<ReaderPage?> Readers(
        string tenant, RoomNumber room, MessageNumber message, UserNumber? viewer, UserNumber? after, int limit, CancellationToken cancellation)
    {
        var rows = await db.Read(
            ReadersSql,
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(message.Value),
                Sql.Number(after?.Value ?? 0), Sql.Number(limit),
            ],
            row => (
                Total: row.GetInt64(0),
                Reader: row.IsDBNull(1)
                    ? null
                    : new ReaderView(new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.At(4))),
            cancellation);

        if (rows is [])
            return null;

        var readers = rows.Select(r => r.Reader).OfType<ReaderView>().ToList();
        return new([.. readers.Take(limit)], rows[0].Total, readers.Count > limit);
    }

    /// <summary>
    /// All readers of each message from <paramref name="first"/> to <paramref name="last"/>, by user number, for the
    /// dialects whose pages carry the full list. Messages that nobody has seen are left out. It asks nobody's leave: it
    /// belongs to a page of messages that the caller was allowed to see.
    /// </summary>
    public async Task<IReadOnlyDictionary<MessageNumber, IReadOnlyList<Seen>>> ReadersOfPage(
        string tenant, RoomNumber room, MessageNumber first, MessageNumber last, CancellationToken cancellation)
    {
        var segments = await SegmentsOfPage(tenant, room, first, last, cancellation);
        var readers = new Dictionary<MessageNumber, List<Seen>>();
        foreach (var segment in segments)
        {
            var end = Math.Min(segment.Last.Value, last.Value);
            for (var number = Math.Max(segment.First.Value, first.Value); number <= end; number++)
            {
                if (!readers.TryGetValue(new(number), out var list))
                    readers[new(number)] = list = [];
                list.Add(segment.Seen);
            }
        }

        return readers.ToDictionary(r => r.Key, r => (IReadOnlyList<Seen>)r.Value);
    }

    /// <summary>What <see cref="ReadersOfPage"/> is made of: who has seen which messages in one go, by user number and the first of them.</summary>
    internal async Task<IReadOnlyList<SeenSegment>> SegmentsOfPage(
        string tenant, RoomNumber room, MessageNumber first, MessageNumber last, CancellationToken cancellation) => await db.Read(
            OfPageSql,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(first.Value), Sql.Number(last.Value)],
            row => new SeenSegment(new(new(row.GetInt64(0)), row.At(3)), new(row.GetInt64(1)), new(row.GetInt64(2))),
            cancellation);

    /// <summary>
    /// How far each message of a page of the room has come with everybody else who is in it. The cost grows with the members
    /// of the room, and with what they have seen of the page, once for the whole page. It asks nobody's leave, as
    /// <see cref="ReadersOfPage"/>.
    /// </summary>
    public async Task<IReadOnlyDictionary<MessageNumber, Delivery>> StatusOfPage(
        string tenant, RoomNumber room, IReadOnlyList<MessageView> messages, CancellationToken cancellation)
    {
        var status = new Dictionary<MessageNumber, Delivery>();
        if (messages.Count == 0)
            return status;
        var page = await DeliveryOf(tenant, room, messages, cancellation);
        foreach (var message in messages)
            status[message.Number] = page.Of(message);
        return status;
    }

    private async Task<PageDelivery> DeliveryOf(
        string tenant, RoomNumber room, IReadOnlyList<MessageView> messages, CancellationToken cancellation)
    {
        var (first, last) = (messages.Min(m => m.Number.Value), messages.Max(m => m.Number.Value));
        long[] authors = [.. messages.Select(m => m.Author?.Number.Value).OfType<long>().Distinct().Order()];
        var page = await held.Get(
            await held.Now(cancellation), new DeliveryPlace(tenant, room.Value, first, last, string.Join(' ', authors)), Read,
            _ => Sources.Of(room, RoomParts.All), found => found.Size);
        return page!;

        async Task<PageDelivery?> Read()
        {
            var found = new PageDelivery();
            var rows = db.Stream(
                DeliverySql.OfPage,
                [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(first), Sql.Number(last), Sql.Numbers(authors)],
                row => row,
                cancellation);
            await foreach (var row in rows)
                found.Take(row);
            return found;
        }
    }

    /// <summary>Which of the messages from <paramref name="first"/> to <paramref name="last"/> this user has marked as seen.</summary>
    public async Task<IReadOnlySet<MessageNumber>> SeenOfPage(
        string tenant, RoomNumber room, UserNumber user, MessageNumber first, MessageNumber last, CancellationToken cancellation)
    {
        var segments = await db.Read(
            OwnSql,
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value), Sql.Number(first.Value), Sql.Number(last.Value),
            ],
            row => (First: row.GetInt64(0), Last: row.GetInt64(1)),
            cancellation);

        var seen = new HashSet<MessageNumber>();
        foreach (var segment in segments)
        {
            var end = Math.Min(segment.Last, last.Value);
            for (var number = Math.Max(segment.First, first.Value); number <= end; number++)
                seen.Add(new(number));
        }

        return seen;
    }

    private sealed record DeliveryPlace(string Tenant, long Room, long First, long Last, string Authors);
}
