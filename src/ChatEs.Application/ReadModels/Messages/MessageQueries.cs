using System.Diagnostics;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

public sealed class MessageQueries(NpgsqlDataSource db)
{
    /// <summary>
    /// Ascending by number. Null when the room is unknown, or private and the viewer is not in it; viewer null is the
    /// tenant itself, which sees all.
    /// </summary>
    public Task<MessagePage?> Page(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Limit, PageRequest.MaxLimit, nameof(request));

        var limit = request.Limit;
        return request switch
        {
            PageRequest.Newest => Read(MessageSql.Page, Sql.Number(long.MaxValue), limit, 0),
            PageRequest.Before before => Read(MessageSql.Page, Sql.Number(before.Cursor.Value), limit, 0),
            PageRequest.After after => Read(MessageSql.Page, Sql.Number(after.Cursor.Next.Value), 0, limit),
            PageRequest.Around around => Read(MessageSql.Page, Sql.Number(around.Cursor.Value), limit / 2, limit - (limit / 2)),
            PageRequest.Since since => Read(MessageSql.PageSince, Sql.Time(since.Time), 0, limit),
            _ => throw new UnreachableException($"A page request {request}."),
        };

        Task<MessagePage?> Read(string sql, NpgsqlParameter cursor, int older, int newer)
        {
            NpgsqlParameter[] parameters =
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), cursor, Sql.Number(older), Sql.Number(newer),
            ];
            return PageOf(sql, parameters, older, newer, cancellation);
        }
    }

    /// <summary>Null when there is no such message, it was deleted, or the viewer may not see its room.</summary>
    public Task<MessageView?> One(
        string tenant, RoomNumber room, MessageNumber number, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
            MessageSql.One,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(number.Value)],
            View,
            cancellation);

    /// <summary>Where the message with this id stands, deleted or not; whoever asks has still to be allowed to see its room.</summary>
    public async Task<(RoomNumber Room, MessageNumber Number)?> NumberOf(string tenant, Guid id, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select room, number from messages where tenant_id = $1 and id = $2",
            [Sql.Text(tenant), Sql.Uuid(id)],
            row => (new RoomNumber(row.GetInt64(0)), new MessageNumber(row.GetInt64(1))),
            cancellation);
        return found is [var place] ? place : null;
    }

    // The statement reads one message more on either side than asked for, which only says that there is more.
    private async Task<MessagePage?> PageOf(
        string sql, NpgsqlParameter[] parameters, int older, int newer, CancellationToken cancellation)
    {
        var rows = await db.Read(
            sql,
            parameters,
            row => row.IsDBNull(1) ? default : (Message: View(row), IsOlder: row.GetBoolean(MessageSql.IsOlder)),
            cancellation);

        if (rows is [])
            return null;

        var messages = rows.Where(r => r.Message is not null).ToList();
        var olderCount = messages.Count(r => r.IsOlder);
        var skipped = Math.Max(0, olderCount - older);
        var end = Math.Min(messages.Count, olderCount + newer);
        return new([.. messages.Take(skipped..end).Select(r => r.Message)], skipped > 0, end < messages.Count);
    }

    private static MessageView View(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)),
        new(row.GetInt64(1)),
        row.GetGuid(2),
        row.LongOrNull(3) is { } author ? new(new(author), row.GetString(4), row.GetString(5)) : null,
        RoomWords.KindOfMessage(row.GetString(6)),
        row.GetString(7),
        row.LongOrNull(8) is { } replyTo ? new(replyTo) : null,
        row.LongOrNull(9) is { } parent ? new(parent) : null,
        row.At(10),
        row.IsDBNull(11) ? null : row.At(11),
        row.At(12));
}
