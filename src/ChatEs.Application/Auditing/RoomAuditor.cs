using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Replay;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.Application.Auditing;

/// <summary>A moment of a room's life. None of the three is now.</summary>
/// <param name="Version">Of the room's stream.</param>
/// <param name="Sequence">A place in the whole log.</param>
/// <param name="Time">Server time.</param>
public sealed record Moment(long? Version = null, long? Sequence = null, DateTimeOffset? Time = null);

/// <summary>
/// Shows a room as it was: the room's own log and those of the people in it go through the very projections that keep
/// the live read models, into a shadow of their own, and the same queries read it. The cost is linear in the room's log.
/// </summary>
public sealed class RoomAuditor(string connectionString, NpgsqlDataSource db, LogReader log)
{
    private const string PlaceText = """
        select version, seq_id, timestamp from events.mt_events
         where tenant_id = $1 and stream_id = $2 and ($3::bigint is null or version <= $3)
           and ($4::bigint is null or seq_id <= $4) and ($5::timestamptz is null or timestamp <= $5)
         order by version desc
         limit 1
        """;

    private const string PeopleText = """
        select creator from rooms where creator is not null
        union select user_no from members
        union select author from messages where author is not null
        union select user_no from receipts
        union select user_no from reactions
        """;

    /// <returns>The room at that moment, to be disposed; a refusal when it did not exist then.</returns>
    public async Task<Outcome<RoomAsOf>> At(string tenant, RoomNumber room, Moment moment, CancellationToken cancellation)
    {
        var stream = new StreamKey(tenant, RoomFamily.StreamId(room));
        var places = await db.Read(
            PlaceText,
            [
                Sql.Text(tenant), Sql.Text(stream.Id), Sql.Number(moment.Version), Sql.Number(moment.Sequence),
                new() { Value = moment.Time?.UtcDateTime ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            ],
            row => (Version: row.GetInt64(0), Sequence: row.GetInt64(1), Time: row.At(2)),
            cancellation);
        if (places is not [var place])
            return Outcome<RoomAsOf>.Refused(new(RefusalCode.RoomNotFound, $"There was no room {room} at that moment."));

        var shadow = new ShadowSchema(connectionString, $"chat_asof_{Guid.CreateVersion7():n}", log);
        try
        {
            await shadow.Create(cancellation);
            await shadow.Replay(log.FetchStream(stream, toVersion: place.Version, cancellation: cancellation), cancellation);
            var until = moment.Sequence ?? place.Sequence;
            foreach (var user in await shadow.Db.Read(PeopleText, [], row => row.GetInt64(0), cancellation))
            {
                var person = log.FetchStream(new(tenant, UserFamily.StreamId(new(user))), asOf: moment.Time, cancellation: cancellation);
                await shadow.Replay(moment.Time is null ? person.TakeWhile(e => e.Sequence <= until) : person, cancellation);
            }
            return Outcome<RoomAsOf>.Done(new RoomAsOf(shadow, place.Version, place.Sequence, place.Time));
        }
        catch
        {
            await RoomAsOf.TakeAway(shadow);
            throw;
        }
    }
}

/// <summary>A room as it was, behind the same queries that show the rooms of today.</summary>
public sealed class RoomAsOf : IAsyncDisposable
{
    private readonly ShadowSchema _shadow;

    internal RoomAsOf(ShadowSchema shadow, long version, long sequence, DateTimeOffset time)
    {
        (_shadow, Version, Sequence, Time) = (shadow, version, sequence, time);
        Rooms = new(shadow.Db);
        Members = new(shadow.Db);
        Messages = new(shadow.Db);
        Receipts = new(shadow.Db);
        Unread = new(shadow.Db);
    }

    /// <summary>The newest version of its stream at the moment asked for.</summary>
    public long Version { get; }

    public long Sequence { get; }

    /// <summary>When the event of that version was stored.</summary>
    public DateTimeOffset Time { get; }

    public RoomQueries Rooms { get; }

    public MemberQueries Members { get; }

    public MessageQueries Messages { get; }

    public ReceiptQueries Receipts { get; }

    public UnreadQueries Unread { get; }

    public async ValueTask DisposeAsync() => await TakeAway(_shadow);

    internal static async Task TakeAway(ShadowSchema shadow)
    {
        await using (shadow)
            await shadow.Drop(CancellationToken.None);
    }
}
