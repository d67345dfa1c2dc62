using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// A page that ends before a message, or begins with one, and is short enough to be held: what is asked for most. Its
/// statements do nothing else, and its connection is free again before the first byte goes to a client.
/// </summary>
internal sealed record OneSidedPage
{
    private const int HeldAtMost = 100;

    private OneSidedPage(long cursor, int limit, bool isOlder) => (Cursor, Limit, IsOlder) = (cursor, limit, isOlder);

    private long Cursor { get; }

    private int Limit { get; }

    /// <summary>Before the cursor; otherwise from it on.</summary>
    private bool IsOlder { get; }

    /// <returns>Null for one of another kind.</returns>
    public static OneSidedPage? Of(PageRequest request) => request switch
    {
        { Limit: > HeldAtMost } => null,
        PageRequest.Newest newest => new(long.MaxValue, newest.Limit, isOlder: true),
        PageRequest.Before before => new(before.Cursor.Value, before.Limit, isOlder: true),
        PageRequest.After after => new(after.Cursor.Next.Value, after.Limit, isOlder: false),
        _ => null,
    };

    /// <returns>Null when there is no such room for this viewer.</returns>
    public async Task<MessagePage?> Read(
        NpgsqlDataSource db, string tenant, RoomNumber room, UserNumber? viewer, MessageFilter? filter, CancellationToken cancellation)
    {
        List<NpgsqlParameter> parameters =
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(Cursor), Sql.Number(Limit + 1L)];
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(MessageSql.OneSided(MessageConditions.Of(filter, parameters), IsOlder), connection);
        parameters.ForEach(parameter => command.Parameters.Add(parameter));
        var beyond = false;
        List<Row> rows = new(Limit + 1);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return null;
            beyond = reader.GetBoolean(MessageSql.Beyond);
            if (!reader.IsDBNull(1))
            {
                do
                    rows.Add(new(MessageColumns.OwnView(reader), reader.LongOrNull(MessageColumns.AuthorNumber), reader.GetBoolean(MessageColumns.HasDetails)));
                while (await reader.ReadAsync(cancellation));
            }
        }
        rows.Sort((a, b) => a.Message.Number.Value.CompareTo(b.Message.Number.Value));
        var hasMore = rows.Count > Limit;
        if (hasMore)
            rows.RemoveAt(IsOlder ? 0 : Limit);
        await AddDetails(connection, tenant, room, viewer, rows, cancellation);
        var messages = await Attributed(connection, tenant, rows, cancellation);
        return IsOlder ? new(messages, hasMore, beyond) : new(messages, beyond, hasMore);
    }

    private static async Task AddDetails(
        NpgsqlConnection connection, string tenant, RoomNumber room, UserNumber? viewer, List<Row> rows, CancellationToken cancellation)
    {
        long[] numbers = [.. rows.Where(r => r.HasDetails).Select(r => r.Message.Number.Value)];
        if (numbers.Length == 0)
            return;
        await using var command = new NpgsqlCommand(MessageSql.Details, connection)
        {
            Parameters = { Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Numbers(numbers) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var number = new MessageNumber(reader.GetInt64(0));
            var place = rows.FindIndex(r => r.Message.Number == number);
            rows[place] = rows[place] with { Message = MessageColumns.WithDetails(rows[place].Message, reader, 1) };
        }
    }

    private static async Task<IReadOnlyList<MessageView>> Attributed(
        NpgsqlConnection connection, string tenant, List<Row> rows, CancellationToken cancellation)
    {
        long[] numbers = [.. rows.Select(r => r.Author).OfType<long>().Distinct()];
        if (numbers.Length == 0)
            return rows.ConvertAll(r => r.Message);
        await using var command = new NpgsqlCommand(MessageSql.Authors, connection) { Parameters = { Sql.Text(tenant), Sql.Numbers(numbers) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var authors = new Dictionary<long, MessageAuthor>(numbers.Length);
        while (await reader.ReadAsync(cancellation))
        {
            var author = MessageColumns.AuthorView(reader, 0);
            authors.Add(author.Number.Value, author);
        }
        return rows.ConvertAll(r => r.Author is { } number ? r.Message with { Author = authors[number] } : r.Message);
    }

    private readonly record struct Row(MessageView Message, long? Author, bool HasDetails);
}
