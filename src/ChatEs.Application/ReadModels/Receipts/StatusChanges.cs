using ChatEs.Application.Commands;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>What a receipt was news of, looked up in the log: the read models know only how things are now.</summary>
public sealed class StatusChanges(NpgsqlDataSource db)
{
    /// <summary>Who marks more messages at once is told of the newest only.</summary>
    public const int MostOfEvent = 1_000;

    private const string DeliveredText = """
        select (data ->> 'upTo')::bigint from events.mt_events
        where tenant_id = $1 and stream_id = $2 and type = 'messages_delivered' and (data ->> 'user')::bigint = $3 and seq_id < $4
        order by version desc
        limit 1
        """;

    // Each act's rows bear its own time, and no row is ever changed.
    private const string SeenText = """
        select first, last from receipts
        where tenant_id = $1 and room = $2 and user_no = $3 and seen_at = $4 and first <= $6 and last >= $5
        order by first
        """;

    /// <returns>Which of the messages an act names a user had not marked before, as spans from first to last.</returns>
    public async Task<IReadOnlyList<(MessageNumber First, MessageNumber Last)>> SeenBy(
        string tenant, RoomNumber room, UserNumber user, MessageNumber first, MessageNumber last, DateTimeOffset at, CancellationToken cancellation) =>
        await db.Read(
            SeenText,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value), Sql.Time(at), Sql.Number(first.Value), Sql.Number(last.Value)],
            row => (new MessageNumber(row.GetInt64(0)), new MessageNumber(row.GetInt64(1))),
            cancellation);

    /// <returns>Up to which message a user's device had got a room's messages before a place of the log; 0 for none.</returns>
    public async Task<MessageNumber> DeliveredBefore(string tenant, RoomNumber room, UserNumber user, long sequence, CancellationToken cancellation)
    {
        var found = await db.Read(
            DeliveredText,
            [Sql.Text(tenant), Sql.Text(RoomFamily.StreamId(room)), Sql.Number(user.Value), Sql.Number(sequence)],
            row => row.GetInt64(0),
            cancellation);
        return found is [var upTo] ? new(upTo) : default;
    }
}
