using System.Runtime.CompilerServices;
using ChatEs.Application.ReadModels.Messages;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>All readers of each message of a page, for the dialects that show the full list.</summary>
public sealed class PageReaders(NpgsqlDataSource db)
{
    // One probe of the index for each message: the messages of a page may lie far apart and in many rooms, so that a range
    // from the first to the last would find what nobody asked for.
    private const string Readers = """
        select w.place, s.user_no, u.external_id, u.username, s.seen_at
        from unnest($2::bigint[]) with ordinality as w(id, place)
        cross join lateral (
          select x.user_no, x.seen_at from receipts x
          where int8range((x.room << 27) | x.first, (x.room << 27) | x.last, '[]') @> w.id and x.tenant_id = $1) s
        join users u on u.tenant_id = $1 and u.number = s.user_no
        order by w.place, s.user_no
        """;

    /// <summary>
    /// The messages in the order given, each with who has marked it as seen, by user number. The readers of one message are
    /// held at a time, and a connection until the last one was read. It asks nobody's leave: the messages belong to a page
    /// that the caller was allowed to see.
    /// </summary>
    public async IAsyncEnumerable<(MessageView Message, IReadOnlyList<ReaderView> Readers)> Of(
        string tenant, IReadOnlyList<MessageView> messages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (messages.Count == 0)
            yield break;
        var next = 0;
        List<ReaderView> readers = [];
        var rows = db.Stream(
            Readers,
            [Sql.Text(tenant), Sql.Numbers([.. messages.Select(message => message.IntegerId)])],
            row => (Message: (int)row.GetInt64(0) - 1, Reader: new ReaderView(new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.At(4))),
            cancellation);
        await foreach (var (message, reader) in rows)
        {
            for (; next < message; next++)
            {
                yield return (messages[next], readers);
                readers = [];
            }
            readers.Add(reader);
        }
        for (; next < messages.Count; next++)
        {
            yield return (messages[next], readers);
            readers = [];
        }
    }
}
