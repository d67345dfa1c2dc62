using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Application.Replay;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Auditing;

/// <summary>A moment of a room's life. None of the three is now.</summary>
/// <param name="Version">Of the room's stream.</param>
/// <param name="Sequence">A place in the whole log.</param>
/// <param name="Time">Server time.</param>
public sealed record Moment(long? Version = null, long? Sequence = null, DateTimeOffset? Time = null);

/// <summary>
/// Shows a room as it was: the room's own log and those of the people in it go through the very projections that keep
/// the live read models, into a shadow of their own, and the same queries read it. The cost is linear in the room's log.
/// A process makes a few at once, the others wait.
/// </summary>
public sealed class RoomAuditor(NpgsqlDataSource db, LogReader log, ShadowPool shadows)
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

    /// <returns>The room at that moment, to be disposed; a refusal when it did not exist then, or that moment has not come.</returns>
    /// <exception cref="TooManyShadowsException">No place was free for long.</exception>
    public async Task<Outcome<RoomAsOf>> At(string tenant, RoomNumber room, Moment moment, CancellationToken cancellation)
    {
        if (moment.Sequence is { } asked && await Newest(cancellation) is var newest && asked > newest)
            return NotYet("sequence", $"The newest sequence is {newest}.");
        var stream = new StreamKey(tenant, RoomFamily.StreamId(room));
        var places = await db.Read(
            PlaceText,
            [Sql.Text(tenant), Sql.Text(stream.Id), Sql.Number(moment.Version), Sql.Number(moment.Sequence), Sql.Time(moment.Time)],
            row => (Version: row.GetInt64(0), Sequence: row.GetInt64(1), Time: row.At(2)),
            cancellation);
        if (places is not [var place])
            return Outcome<RoomAsOf>.Refused(new(RefusalCode.RoomNotFound, $"There was no room {room} at that moment."));
        if (moment.Version > place.Version)
            return NotYet("version", $"The newest version of room {room} is {place.Version}.");

        var shadow = await shadows.Take(cancellation);
        try
        {
            await shadow.Schema.Replay(log.FetchStream(stream, toVersion: place.Version, cancellation: cancellation), cancellation);
            var people = await shadow.Db.Read(PeopleText, [], row => UserFamily.StreamId(new(row.GetInt64(0))), cancellation);
            // Of now, the people are as they are now, whenever the room last moved.
            var until = moment.Sequence ?? (moment.Version is null ? (long?)null : place.Sequence);
            await shadow.Schema.Replay(log.FetchStreams(tenant, people, until, moment.Time, cancellation), cancellation);
            return Outcome<RoomAsOf>.Done(new RoomAsOf(shadows, shadow, place.Version, place.Sequence, place.Time));
        }
        catch
        {
            // What its connections have sent may still be carried out, after all that is there now was taken away.
            await shadows.Discard(shadow);
            throw;
        }
    }

    /// <summary>The sequence of the newest event there is.</summary>
    public Task<long> Newest(CancellationToken cancellation) => log.LastSequence(cancellation);

    /// <summary>Whether the user was registered by then.</summary>
    public async Task<bool> Knew(string tenant, UserNumber user, long sequence, CancellationToken cancellation) =>
        await db.Read(
            "select 1 from events.mt_events where tenant_id = $1 and stream_id = $2 and version = 1 and seq_id <= $3",
            [Sql.Text(tenant), Sql.Text(UserFamily.StreamId(user)), Sql.Number(sequence)],
            _ => true,
            cancellation) is not [];

    /// <summary>Drops what processes that were killed have left behind.</summary>
    public Task<int> RemoveAbandoned(DateTimeOffset now, CancellationToken cancellation) => HeldShadow.RemoveAbandoned(db, now, cancellation);

    private static Outcome<RoomAsOf> NotYet(string member, string message) =>
        Outcome<RoomAsOf>.Refused(new(RefusalCode.Invalid, message) { Details = [new(member, message)] });
}
