using System.Collections.Concurrent;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>What a receipt was news of, looked up in the log: the read models know only how things are now.</summary>
public sealed class StatusChanges(NpgsqlDataSource db)
{
    /// <summary>Who marks more messages at once is told of the newest only.</summary>
    public const int MostOfEvent = 1_000;

    private const int MostEventsBack = 20_000;
    private const int MostKept = 10_000;

    private const string DeliveredText = """
        select (e.data ->> 'upTo')::bigint
        from (select version from events.mt_events where seq_id = $4) act
        cross join lateral (
          select data from events.mt_events
          where tenant_id = $1 and stream_id = $2 and version < act.version and version >= act.version - $5
            and type = 'messages_delivered' and (data ->> 'user')::bigint = $3
          order by version desc
          limit 1) e
        """;

    // Each act's rows bear its own time, and no row is ever changed.
    private const string SeenText = """
        select first, last from receipts
        where tenant_id = $1 and room = $2 and user_no = $3 and seen_at = $4 and first <= $6 and last >= $5
        order by first
        """;

    // What is told in many requests asks the same each time, and the answer never changes: both are structure of the log.
    private readonly ConcurrentDictionary<(string Tenant, long Sequence), MessageNumber> _delivered = [];

    /// <returns>Which of the messages an act names a user had not marked before, as spans from first to last.</returns>
    public async Task<IReadOnlyList<(MessageNumber First, MessageNumber Last)>> SeenBy(
        string tenant, RoomNumber room, UserNumber user, MessageNumber first, MessageNumber last, DateTimeOffset at, CancellationToken cancellation) =>
        await db.Read(
            SeenText,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(user.Value), Sql.Time(at), Sql.Number(first.Value), Sql.Number(last.Value)],
            row => (new MessageNumber(row.GetInt64(0)), new MessageNumber(row.GetInt64(1))),
            cancellation);

    /// <summary>
    /// Up to which message a user's device had got a room's messages before a place of the log. It is looked for among the
    /// last 20,000 events of the room: a look through all of a long one would take too much.
    /// </summary>
    /// <param name="sequence">Of the act that is asked about.</param>
    /// <returns>0 where there is none among them.</returns>
    public async Task<MessageNumber> DeliveredBefore(string tenant, RoomNumber room, UserNumber user, long sequence, CancellationToken cancellation)
    {
        if (_delivered.TryGetValue((tenant, sequence), out var known))
            return known;
        var found = await db.Read(
            DeliveredText,
            [Sql.Text(tenant), Sql.Text(RoomFamily.StreamId(room)), Sql.Number(user.Value), Sql.Number(sequence), Sql.Number(MostEventsBack)],
            row => row.GetInt64(0),
            cancellation);
        if (_delivered.Count >= MostKept)
            _delivered.Clear();
        return _delivered[(tenant, sequence)] = found is [var upTo] ? new(upTo) : default;
    }
}
