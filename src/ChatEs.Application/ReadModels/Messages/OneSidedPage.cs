using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// A page that ends before a message, or begins with one, and is short enough to be held: what is asked for most. Its
/// statement does nothing else.
/// </summary>
/// <param name="IsOlder">Before the cursor; otherwise from it on.</param>
/// <param name="AsksBeyond">Whether it matters if there is something on the other side of the cursor.</param>
/// <param name="Since">In place of the cursor: it begins with the first message shown then or later.</param>
internal sealed record OneSidedPage(long Cursor, int Limit, bool IsOlder, bool AsksBeyond = true, DateTimeOffset? Since = null)
{
    /// <returns>The one or two that make up the page, oldest first; none for one of another kind.</returns>
    public static IReadOnlyList<OneSidedPage> Of(PageRequest request) => request switch
    {
        { Limit: > GatheredMessages.AtMost } => [],
        PageRequest.Newest newest => [new(long.MaxValue, newest.Limit, IsOlder: true, AsksBeyond: false)],
        PageRequest.Before before => [new(before.Cursor.Value, before.Limit, IsOlder: true)],
        PageRequest.After after => [new(after.Cursor.Next.Value, after.Limit, IsOlder: false)],
        PageRequest.Since since => [new(0, since.Limit, IsOlder: false, Since: since.Time)],
        // Each of the two is what lies beyond the other, and only their ends say whether there is more.
        PageRequest.Around { Limit: > 1 } around =>
        [
            new(around.Cursor.Value, around.Limit / 2, IsOlder: true, AsksBeyond: false),
            new(around.Cursor.Value, around.Limit - (around.Limit / 2), IsOlder: false, AsksBeyond: false),
        ],
        _ => [],
    };

    /// <summary>Takes away the one beyond the limit.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Cut(List<GatheredMessage> rows)
    {
        if (rows.Count <= Limit)
            return false;
        rows.RemoveAt(IsOlder ? 0 : Limit);
        return true;
    }

    /// <returns>Ascending, one more than the limit where there is more. Null when there is no such room for this viewer.</returns>
    public async Task<OneSidedRows?> Rows(
        NpgsqlDataSource db, string tenant, RoomNumber room, UserNumber? viewer, MessageFilter? filter, CancellationToken cancellation)
    {
        List<NpgsqlParameter> parameters =
        [
            Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Since is { } time ? Sql.Time(time) : Sql.Number(Cursor),
            Sql.Number(Limit + 1L),
        ];
        var sql = MessageSql.OneSided(MessageConditions.Of(filter, parameters), this);
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var beyond = reader.GetBoolean(MessageSql.Beyond);
        List<GatheredMessage> rows = new(Limit + 1);
        if (!reader.IsDBNull(1))
        {
            do
                rows.Add(GatheredMessage.Of(reader));
            while (await reader.ReadAsync(cancellation));
        }
        rows.Sort((a, b) => a.Message.Number.Value.CompareTo(b.Message.Number.Value));
        return new(rows, beyond);
    }
}

/// <param name="Beyond">Whether there is something on the other side of the cursor, where that was asked.</param>
internal sealed record OneSidedRows(List<GatheredMessage> Rows, bool Beyond);
