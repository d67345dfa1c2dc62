using System.Globalization;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>
/// The streams <c>room-&lt;number&gt;</c>. The deciding state is read from the read models, which stand exactly at the
/// stream row's version: one statement, one snapshot, and no replay however long the stream is.
/// </summary>
public sealed class RoomFamily : StreamFamily
{
    /// <summary>Beyond this many points the state of a room starts over with none; they are loaded again as they are needed.</summary>
    private const int MaxPoints = 200_000;

    private const int BytesPerPoint = 120;

    public override string Type => "room";

    public override object Initial => Room.NotCreated.Instance;

    public static string StreamId(RoomNumber room) => $"room-{room.Value}";

    /// <returns>Null when it is not the stream of a room.</returns>
    public static RoomNumber? NumberOf(string streamId) =>
        streamId.StartsWith("room-", StringComparison.Ordinal)
        && long.TryParse(streamId.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new RoomNumber(number)
            : null;

    public override object Evolve(object state, object data) => data switch
    {
        RoomEvent e => Room.Evolve((Room)state, e),
        PersonalDataErased => ((Room)state).ForgetPersonal(),
        _ => state,
    };

    public override object Merge(object state, object loaded) =>
        loaded is Room.Existing room ? ((Room)state).With(room.Points) : state;

    public override int SizeOf(object state) => 200 + BytesPerPoint * ((Room)state).PointCount + NamesOf((Room)state);

    public override object Trim(object state) => ((Room)state).PointCount > MaxPoints ? ((Room)state).Forget() : state;

    public override async Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation)
    {
        // An erasure asks about nothing in the room, and names it by its stream alone.
        var (room, needs) = decider is RoomDecider asking ? asking.Asked : (NumberOf(decider.Stream.Id)!.Value, RoomNeeds.None);
        var found = await db.ReadOne(
            needs.AreUsersAlone ? RoomStateSql.LoadUsers : RoomStateSql.Load,
            [Sql.Text(decider.Stream.Tenant), Sql.Text(decider.Stream.Id), Sql.Number(room.Value), .. RoomStateSql.Parameters(needs)],
            row => new CachedStream(
                decider.Stream, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2),
                RoomStateSql.State(row, room, needs)),
            cancellation);
        return found ?? CachedStream.Empty(decider.Stream, this);
    }

    /// <summary>Options are the one thing in a room's state that may be large.</summary>
    private static int NamesOf(Room room) =>
        room is Room.Existing { Points.Names: { } names } ? 2 * (names.Name.Length + names.Options?.Length + names.Description?.Length ?? 0) : 0;
}
