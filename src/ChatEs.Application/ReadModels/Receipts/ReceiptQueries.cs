using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

public sealed record ReaderView(UserNumber User, string ExternalId, string Username, DateTimeOffset SeenAt);

/// <param name="Total">Of all readers of the message, also those on other pages.</param>
public sealed record ReaderPage(IReadOnlyList<ReaderView> Readers, long Total, bool HasMore);

public sealed record Seen(UserNumber User, DateTimeOffset At);

public sealed class ReceiptQueries(NpgsqlDataSource db)
{
    private const string ReadersSql = $"""
        with seen as (
          select user_no, seen_at from receipts
          where int8range((room << 27) | first, (room << 27) | last, '[]') @> (($2::bigint << 27) | $4::bigint)
            and tenant_id = $1)
        select (select count(*) from seen), page.user_no, u.external_id, u.username, page.seen_at
        from rooms r
        left join lateral (
          select user_no, seen_at from seen where user_no > $5 order by user_no limit $6 + 1) page on true
        left join users u on u.tenant_id = r.tenant_id and u.number = page.user_no
        where {VisibleRoomSql.Where} and $4 between 1 and r.last_message
        order by page.user_no
        """;

    private const string OfPageSql = """
        select user_no, first, last, seen_at from receipts
        where int8range((room << 27) | first, (room << 27) | last, '[]')
            && int8range(($2::bigint << 27) | $3::bigint, ($2::bigint << 27) | $4::bigint, '[]')
          and tenant_id = $1
        order by user_no, first
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
        var segments = await db.Read(
            OfPageSql,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(first.Value), Sql.Number(last.Value)],
            row => (Seen: new Seen(new(row.GetInt64(0)), row.At(3)), First: row.GetInt64(1), Last: row.GetInt64(2)),
            cancellation);

        var readers = new Dictionary<MessageNumber, List<Seen>>();
        foreach (var segment in segments)
        {
            var end = Math.Min(segment.Last, last.Value);
            for (var number = Math.Max(segment.First, first.Value); number <= end; number++)
            {
                if (!readers.TryGetValue(new(number), out var list))
                    readers[new(number)] = list = [];
                list.Add(segment.Seen);
            }
        }

        return readers.ToDictionary(r => r.Key, r => (IReadOnlyList<Seen>)r.Value);
    }
}
