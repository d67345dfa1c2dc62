using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Messages;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>All readers of each message of a page, for the dialects that show the full list.</summary>
public sealed class PageReaders(NpgsqlDataSource db, HeldReads held)
{
    /// <summary>
    /// Messages this close to each other are looked up by one range of the index. Those further apart are not: in between
    /// lies what nobody asked for.
    /// </summary>
    private const long Neighbours = 256;

    // $1 tenant, $2 and $3 where ranges of message ids begin and end. Without the offset a plan for any values goes through all
    // segments of the tenant.
    private const string Readers = """
        select distinct on (x.user_no, x.room, x.first)
          (x.room << 27) | x.first, (x.room << 27) | x.last, x.user_no, u.external_id, u.username, x.seen_at
        from unnest($2::bigint[], $3::bigint[]) as w(first, last)
        cross join lateral (
          select * from receipts
          where int8range((room << 27) | first, (room << 27) | last, '[]') && int8range(w.first, w.last, '[]')
          offset 0) x
        join users u on u.tenant_id = $1 and u.number = x.user_no
        where x.tenant_id = $1
        order by x.user_no, x.room, x.first
        """;

    /// <summary>
    /// Who has marked messages as seen. It asks nobody's leave: the messages belong to a page that the caller was allowed to
    /// see. What is held is one entry for each go in which somebody saw some of them, not one for each message.
    /// </summary>
    public async Task<SeenBy> Of(string tenant, IReadOnlyCollection<MessageView> messages, CancellationToken cancellation)
    {
        if (messages.Count == 0)
            return new([]);
        var (firsts, lasts) = Ranges([.. messages.Select(message => message.IntegerId).Order()]);
        // Of messages that lie apart it is not held: who asks for the same again?
        if (firsts is not [var first])
            return new(await Read(tenant, firsts, lasts, cancellation));

        var seen = await held.Get(
            await held.Now(cancellation), new Page(tenant, first, lasts[0]),
            async () => new SeenBy(await Read(tenant, firsts, lasts, cancellation)),
            found => Sources.Of(messages.First().Room, RoomParts.Receipts).And(found.Users),
            found => found.Size);
        return seen!;
    }

    private Task<List<(long First, long Last, ReaderView Reader)>> Read(
        string tenant, long[] firsts, long[] lasts, CancellationToken cancellation) => db.Read(
            Readers,
            [Sql.Text(tenant), Sql.Numbers(firsts), Sql.Numbers(lasts)],
            row => (row.GetInt64(0), row.GetInt64(1), new ReaderView(new(row.GetInt64(2)), row.GetString(3), row.GetString(4), row.At(5))),
            cancellation);

    private static (long[] Firsts, long[] Lasts) Ranges(long[] ids)
    {
        List<long> firsts = [ids[0]], lasts = [];
        for (var i = 1; i < ids.Length; i++)
        {
            if (ids[i] - ids[i - 1] <= Neighbours)
                continue;
            lasts.Add(ids[i - 1]);
            firsts.Add(ids[i]);
        }
        return ([.. firsts], [.. lasts, ids[^1]]);
    }

    /// <summary>All messages from one to another, by their ids, which are those of one room.</summary>
    private sealed record Page(string Tenant, long First, long Last);
}

/// <summary>Who has seen some messages, by user number.</summary>
public sealed class SeenBy
{
    private readonly List<(long First, long Last, ReaderView Reader)> _segments;

    internal SeenBy(List<(long First, long Last, ReaderView Reader)> segments) => _segments = segments;

    /// <summary>The numbers of all who have seen some of them, each once.</summary>
    internal IEnumerable<long> Users => _segments.Select(one => one.Reader.User.Value).Distinct();

    /// <summary>In bytes, roughly.</summary>
    internal long Size => HeldReads.Small + (200 * _segments.Count);

    /// <param name="message">One of those that were asked about.</param>
    public IReadOnlyList<ReaderView> Of(MessageView message)
    {
        var id = message.IntegerId;
        List<ReaderView> readers = [];
        foreach (var (first, last, reader) in _segments)
        {
            if (first <= id && id <= last)
                readers.Add(reader);
        }
        return readers;
    }
}
