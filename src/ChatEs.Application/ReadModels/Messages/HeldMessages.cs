using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// Messages that are held until all are there, not passed on as they arrive. A query gives <see cref="MessageColumns.Own"/>; who wrote them is asked for
/// afterwards, once for each of the few authors instead of once for each message, and so is what few messages have. The
/// connection is free again before the first byte goes to a client.
/// </summary>
internal static class HeldMessages
{
    /// <summary>Of a page that may be asked for with any limit: a hundred, and what a caller looks further by.</summary>
    public const int AtMost = 128;

    // $1 tenant, $2 rooms, $3 viewer, $4 numbers.
    private const string Details = $"""
        select m.room, m.number, {MessageColumns.Details}
        from unnest($2::bigint[], $4::bigint[]) as w(room, number)
        join messages m on m.tenant_id = $1 and m.room = w.room and m.number = w.number
        """;

    private const string Authors = $"select {MessageColumns.Author} from users u where u.tenant_id = $1 and u.number = any ($2)";

    /// <summary>In the order of the rows.</summary>
    /// <param name="parameters">Those of the query.</param>
    public static async Task<IReadOnlyList<MessageView>> Read(
        NpgsqlDataSource db, string sql, IEnumerable<NpgsqlParameter> parameters, string tenant, UserNumber? viewer, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        List<HeldMessage> rows = [];
        await using (var command = Command(connection, sql, parameters))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                rows.Add(HeldMessage.Of(reader));
        }
        return await Complete(connection, tenant, viewer, rows, cancellation);
    }

    /// <summary>Adds the authors, and the details of those that have some.</summary>
    public static async Task<IReadOnlyList<MessageView>> Complete(
        NpgsqlConnection connection, string tenant, UserNumber? viewer, List<HeldMessage> rows, CancellationToken cancellation)
    {
        AddAuthors(rows, await AuthorsOf(connection, tenant, rows, cancellation));
        return await WithDetails(connection, tenant, viewer, rows, cancellation);
    }

    public static void AddAuthors(List<HeldMessage> rows, IReadOnlyDictionary<long, MessageAuthor> authors)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Author is { } number)
                rows[i] = rows[i] with { Message = rows[i].Message with { Author = authors[number] } };
        }
    }

    public static async Task<IReadOnlyList<MessageView>> WithDetails(
        NpgsqlConnection connection, string tenant, UserNumber? viewer, List<HeldMessage> rows, CancellationToken cancellation)
    {
        if (rows.Exists(r => r.HasDetails))
            await AddDetails(connection, tenant, viewer, rows, cancellation);
        return rows.ConvertAll(r => r.Message);
    }

    /// <inheritdoc cref="WithDetails(NpgsqlConnection, string, UserNumber?, List{HeldMessage}, CancellationToken)"/>
    public static async Task<IReadOnlyList<MessageView>> WithDetails(
        NpgsqlDataSource db, string tenant, UserNumber? viewer, List<HeldMessage> rows, CancellationToken cancellation)
    {
        if (!rows.Exists(r => r.HasDetails))
            return rows.ConvertAll(r => r.Message);
        await using var connection = await db.OpenConnectionAsync(cancellation);
        return await WithDetails(connection, tenant, viewer, rows, cancellation);
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private static async Task AddDetails(
        NpgsqlConnection connection, string tenant, UserNumber? viewer, List<HeldMessage> rows, CancellationToken cancellation)
    {
        var places = new Dictionary<(long, long), int>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].HasDetails)
                places.Add((rows[i].Message.Room.Value, rows[i].Message.Number.Value), i);
        }
        await using var command = Command(
            connection, Details,
            [
                Sql.Text(tenant), Sql.Numbers([.. places.Keys.Select(p => p.Item1)]), Sql.Number(viewer?.Value),
                Sql.Numbers([.. places.Keys.Select(p => p.Item2)]),
            ]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var place = places[(reader.GetInt64(0), reader.GetInt64(1))];
            rows[place] = rows[place] with { Message = MessageColumns.WithDetails(rows[place].Message, reader, 2) };
        }
    }

    public static async Task<Dictionary<long, MessageAuthor>> AuthorsOf(
        NpgsqlConnection connection, string tenant, List<HeldMessage> rows, CancellationToken cancellation)
    {
        var authors = new Dictionary<long, MessageAuthor>();
        var numbers = new HashSet<long>();
        foreach (var row in rows)
        {
            if (row.Author is { } number)
                numbers.Add(number);
        }
        if (numbers.Count == 0)
            return authors;
        await using var command = Command(connection, Authors, [Sql.Text(tenant), Sql.Numbers([.. numbers])]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var author = MessageColumns.AuthorView(reader, 0);
            authors.Add(author.Number.Value, author);
        }
        return authors;
    }
}

/// <summary>A row of <see cref="MessageColumns.Own"/>.</summary>
internal readonly record struct HeldMessage(MessageView Message, long? Author, bool HasDetails)
{
    public static HeldMessage Of(NpgsqlDataReader row) => new(
        MessageColumns.OwnView(row), row.LongOrNull(MessageColumns.AuthorNumber), row.GetBoolean(MessageColumns.HasDetails));
}
