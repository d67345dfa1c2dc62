using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// Messages that are gathered until all are there, not passed on as they arrive. A query gives <see cref="MessageColumns.Own"/>; who wrote them is asked for
/// afterwards, once for each of the few authors instead of once for each message, and so is what few messages have. The
/// connection is free again before the first byte goes to a client.
/// </summary>
public sealed class GatheredMessages(NpgsqlDataSource db, UserQueries users)
{
    /// <summary>Of a page that may be asked for with any limit: a hundred, and what a caller looks further by.</summary>
    internal const int AtMost = 128;

    // $1 tenant, $2 rooms, $3 viewer, $4 numbers.
    private const string Details = $"""
        select m.room, m.number, {MessageColumns.Details}
        from unnest($2::bigint[], $4::bigint[]) as w(room, number)
        join messages m on m.tenant_id = $1 and m.room = w.room and m.number = w.number
        """;

    /// <summary>In the order of the rows.</summary>
    /// <param name="parameters">Those of the query.</param>
    internal async Task<IReadOnlyList<MessageView>> Read(
        string sql, IEnumerable<NpgsqlParameter> parameters, string tenant, UserNumber? viewer, CancellationToken cancellation) =>
        await Complete(tenant, viewer, await db.Read(sql, [.. parameters], GatheredMessage.Of, cancellation), cancellation);

    /// <returns>Null when there is no such room for this viewer.</returns>
    internal async Task<MessagePage?> Page(
        string tenant, RoomNumber room, UserNumber? viewer, OneSidedPage page, MessageFilter? filter, CancellationToken cancellation)
    {
        if (await page.Rows(db, tenant, room, viewer, filter, cancellation) is not { } found)
            return null;
        var hasMore = page.Cut(found.Rows);
        var messages = await Complete(tenant, viewer, found.Rows, cancellation);
        return page.IsOlder ? new(messages, hasMore, found.Beyond) : new(messages, found.Beyond, hasMore);
    }

    /// <summary>Adds the authors, and the details of those that have some.</summary>
    internal async Task<IReadOnlyList<MessageView>> Complete(
        string tenant, UserNumber? viewer, List<GatheredMessage> rows, CancellationToken cancellation)
    {
        await AddAuthors(tenant, rows, cancellation);
        return await WithDetails(tenant, viewer, rows, cancellation);
    }

    /// <returns>Their numbers.</returns>
    internal async Task<IReadOnlyCollection<long>> AddAuthors(string tenant, List<GatheredMessage> rows, CancellationToken cancellation)
    {
        var authors = new Dictionary<long, MessageAuthor>();
        foreach (var user in await users.ByNumbers(tenant, NumbersOf(rows), cancellation))
            authors.Add(user.Number.Value, MessageAuthor.Of(user));
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Author is { } number)
                rows[i] = rows[i] with { Message = rows[i].Message with { Author = authors[number] } };
        }
        return authors.Keys;
    }

    internal async Task<IReadOnlyList<MessageView>> WithDetails(
        string tenant, UserNumber? viewer, List<GatheredMessage> rows, CancellationToken cancellation)
    {
        if (rows.Exists(r => r.HasDetails))
            await AddDetails(tenant, viewer, rows, cancellation);
        return rows.ConvertAll(r => r.Message);
    }

    private async Task AddDetails(string tenant, UserNumber? viewer, List<GatheredMessage> rows, CancellationToken cancellation)
    {
        var places = new Dictionary<(long, long), int>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].HasDetails)
                places.Add((rows[i].Message.Room.Value, rows[i].Message.Number.Value), i);
        }
        var added = await db.Read(
            Details,
            [
                Sql.Text(tenant), Sql.Numbers([.. places.Keys.Select(p => p.Item1)]), Sql.Number(viewer?.Value),
                Sql.Numbers([.. places.Keys.Select(p => p.Item2)]),
            ],
            row =>
            {
                var place = places[(row.GetInt64(0), row.GetInt64(1))];
                return (Place: place, Message: MessageColumns.WithDetails(rows[place].Message, row, 2));
            },
            cancellation);
        foreach (var (place, message) in added)
            rows[place] = rows[place] with { Message = message };
    }

    private static HashSet<UserNumber> NumbersOf(List<GatheredMessage> rows)
    {
        var numbers = new HashSet<UserNumber>();
        foreach (var row in rows)
        {
            if (row.Author is { } number)
                numbers.Add(new(number));
        }
        return numbers;
    }
}

/// <summary>A row of <see cref="MessageColumns.Own"/>.</summary>
internal readonly record struct GatheredMessage(MessageView Message, long? Author, bool HasDetails)
{
    public static GatheredMessage Of(NpgsqlDataReader row) => new(
        MessageColumns.OwnView(row), row.LongOrNull(MessageColumns.AuthorNumber), row.GetBoolean(MessageColumns.HasDetails));
}
