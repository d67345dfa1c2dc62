using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>The events that say how a room is are whole, so of what came before the newest of each sort is enough.</summary>
internal sealed class RoomVersions(EarlierEvents earlier, string tenant, bool withTexts) : TableVersions(new(
    "rooms", "The rooms. None is ever deleted.", ["room"],
    [
        Integer("room", "The room's number."),
        Text("kind", "group, single or channel."),
        Text("visibility", "private or public."),
        Integer("creator", "The user who opened it, by number; null where the tenant's server key did.", true),
        Text("name", "Shown to people; null once erased.", true),
        Text("key", "The caller's own key of the room; null for none.", true),
        Time("created_at", "Server time."),
        Time("archived_at", "Since when it takes no messages; null while it does.", true),
        .. withTexts ? [Text("description", "Null for none.", true)] : Array.Empty<Tabular.Column>(),
    ]))
{
    // A room is created by its first event.
    private const string EarlierText = """
        select a.place::int - 1, e.stream_id, e.version, e.type, e.data::text, e.timestamp
          from unnest($2::text[], $3::bigint[]) with ordinality as a(stream, version, place)
         cross join lateral (
           select * from events.mt_events
            where tenant_id = $1 and stream_id = a.stream and version = 1
           union all
           (select * from events.mt_events
             where tenant_id = $1 and stream_id = a.stream and version < a.version and type = 'room_updated'
             order by version desc limit 1)
           union all
           (select * from events.mt_events
             where tenant_id = $1 and stream_id = a.stream and version < a.version and type in ('room_archived', 'room_unarchived')
             order by version desc limit 1)) e
         order by a.place, e.version
        """;

    private readonly Dictionary<long, RoomState> _rooms = [];

    public override IReadOnlyList<string> Events => ["room_created", "room_updated", "room_archived", "room_unarchived"];

    public override async Task Prepare(IReadOnlyList<Event> page, CancellationToken cancellation)
    {
        _rooms.Clear();
        var first = page.Where(e => IsChange(e.Data)).GroupBy(e => e.Stream.Id).Select(changes => changes.First())
            .Where(e => e.Data is not RoomCreated).ToList();
        if (first.Count == 0)
            return;
        var before = await earlier.Fetch(
            EarlierText,
            [Sql.Text(tenant), Sql.Texts([.. first.Select(e => e.Stream.Id)]), Sql.Numbers([.. first.Select(e => e.Version)])], cancellation);
        foreach (var e in before)
        {
            var room = RoomStream.RoomOf(first[e.For]);
            _rooms[room] = _rooms.GetValueOrDefault(room).After(e.Data, e.Timestamp);
        }
    }

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (!IsChange(e.Data))
            yield break;
        var room = RoomStream.RoomOf(e);
        var now = _rooms[room] = _rooms.GetValueOrDefault(room).After(e.Data, e.Timestamp);
        var row = Row(
            e, false, room, RoomWords.Of(now.Kind), RoomWords.Of(now.Visibility), now.Creator, now.Names?.Name, now.Names?.Key,
            now.CreatedAt, now.ArchivedAt);
        yield return withTexts ? [.. row, now.Names?.Description] : row;
    }

    private static bool IsChange(object data) => data is RoomCreated or RoomUpdated or RoomArchived or RoomUnarchived;

    private readonly record struct RoomState(
        RoomKind Kind, RoomVisibility Visibility, long? Creator, RoomPersonal? Names, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
    {
        public RoomState After(object data, DateTimeOffset at) => data switch
        {
            RoomCreated room => new(room.Kind, room.Visibility, room.Creator?.Value, room.Personal, at, null),
            RoomUpdated updated => this with { Names = updated.Personal },
            RoomArchived => this with { ArchivedAt = at },
            RoomUnarchived => this with { ArchivedAt = null },
            _ => this,
        };
    }
}
