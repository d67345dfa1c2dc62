using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// A page that ends before a message, or begins with one, and is short enough to be held: what is asked for most. Its
/// statement does nothing else.
/// </summary>
/// <param name="IsOlder">Before the cursor; otherwise from it on.</param>
internal sealed record OneSidedPage(long Cursor, int Limit, bool IsOlder)
{
    /// <returns>The one or two that make up the page, oldest first; none for one of another kind.</returns>
    public static IReadOnlyList<OneSidedPage> Of(PageRequest request) => request switch
    {
        { Limit: > HeldMessages.AtMost } => [],
        PageRequest.Newest newest => [new(long.MaxValue, newest.Limit, IsOlder: true)],
        PageRequest.Before before => [new(before.Cursor.Value, before.Limit, IsOlder: true)],
        PageRequest.After after => [new(after.Cursor.Next.Value, after.Limit, IsOlder: false)],
        PageRequest.Around { Limit: > 1 } around =>
        [
            new(around.Cursor.Value, around.Limit / 2, IsOlder: true),
            new(around.Cursor.Value, around.Limit - (around.Limit / 2), IsOlder: false),
        ],
        _ => [],
    };

    /// <returns>Null when there is no such room for this viewer.</returns>
    public async Task<MessagePage?> Read(
        NpgsqlDataSource db, string tenant, RoomNumber room, UserNumber? viewer, MessageFilter? filter, CancellationToken cancellation)
    {
        List<NpgsqlParameter> parameters =
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(Cursor), Sql.Number(Limit + 1L)];
        var sql = MessageSql.OneSided(MessageConditions.Of(filter, parameters), IsOlder);
        await using var connection = await db.OpenConnectionAsync(cancellation);
        var beyond = false;
        List<HeldMessage> rows = new(Limit + 1);
        await using (var command = HeldMessages.Command(connection, sql, parameters))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return null;
            beyond = reader.GetBoolean(MessageSql.Beyond);
            if (!reader.IsDBNull(1))
            {
                do
                    rows.Add(HeldMessage.Of(reader));
                while (await reader.ReadAsync(cancellation));
            }
        }
        rows.Sort((a, b) => a.Message.Number.Value.CompareTo(b.Message.Number.Value));
        var hasMore = rows.Count > Limit;
        if (hasMore)
            rows.RemoveAt(IsOlder ? 0 : Limit);
        var messages = await HeldMessages.Complete(connection, tenant, viewer, rows, cancellation);
        return IsOlder ? new(messages, hasMore, beyond) : new(messages, beyond, hasMore);
    }
}
