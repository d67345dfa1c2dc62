using ChatEs.Application.Analytics.Tabular;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>Who joins begins anew; whoever leaves, moderates or pins was in before, and how is asked of the room's few events of that sort.</summary>
internal sealed class MemberVersions(EarlierEvents earlier, string tenant) : TableVersions(new(
    "members", "Who is and was in which room: deleted is who left.", ["room", "user_no"],
    Integer("room", "The room's number."),
    Integer("user_no", "The user's number."),
    Time("joined_at", "The newest joining, server time; null where it stands nowhere.", true),
    new("moderator", ColumnType.Boolean, "Whether the user may change the room and its participants."),
    Time("pinned_at", "Since when the user keeps the room at the top of the list; null for no.", true)))
{
    private const int MostKept = 100_000;

    // The list of types is the index's own: a shorter one would be found in it, too, and skips nothing that counts.
    private const string EarlierText = """
        select 0, e.stream_id, e.version, e.type, e.data::text, e.timestamp
          from unnest($2::text[], $3::bigint[]) as a(stream, version)
          join events.mt_events e on e.tenant_id = $1 and e.stream_id = a.stream and e.version < a.version
         where e.type in (
             'participants_added', 'participants_removed', 'moderator_granted', 'moderator_revoked', 'room_pinned', 'room_unpinned')
           and ((e.data ->> 'user')::bigint = any ($4)
             or exists (select from jsonb_array_elements_text(coalesce(e.data -> 'users', '[]')) u where u::bigint = any ($4)))
         order by e.stream_id, e.version
        """;

    private readonly Dictionary<(long Room, long User), MemberState> _members = [];

    public override IReadOnlyList<string> Events =>
        ["participants_added", "participants_removed", "moderator_granted", "moderator_revoked", "room_pinned", "room_unpinned"];

    public override async Task Prepare(IReadOnlyList<Event> page, CancellationToken cancellation)
    {
        if (_members.Count > MostKept)
            _members.Clear();
        var lacking = new Dictionary<(long Room, long User), Event>();
        var joined = new HashSet<(long, long)>();
        foreach (var e in page)
        {
            foreach (var user in UsersOf(e.Data))
            {
                var key = (RoomStream.RoomOf(e), user.Value);
                if (e.Data is ParticipantsAdded)
                    joined.Add(key);
                else if (!joined.Contains(key) && !_members.ContainsKey(key))
                    lacking.TryAdd(key, e);
            }
        }
        if (lacking.Count > 0)
            await Look(lacking, cancellation);
    }

    public override IEnumerable<object?[]> Rows(Event e)
    {
        var room = e.Data is RoomEvent ? RoomStream.RoomOf(e) : 0;
        foreach (var user in UsersOf(e.Data))
        {
            var now = _members[(room, user.Value)] = _members.GetValueOrDefault((room, user.Value)).After(e.Data, e.Timestamp);
            yield return Row(e, !now.IsIn, room, user.Value, now.JoinedAt, now.IsModerator, now.PinnedAt);
        }
    }

    private async Task Look(Dictionary<(long Room, long User), Event> lacking, CancellationToken cancellation)
    {
        var rooms = lacking.Values.GroupBy(e => e.Stream.Id).Select(of => (Stream: of.Key, Before: of.Max(e => e.Version))).ToList();
        var before = await earlier.Fetch(
            EarlierText,
            [
                Sql.Text(tenant), Sql.Texts([.. rooms.Select(r => r.Stream)]), Sql.Numbers([.. rooms.Select(r => r.Before)]),
                Sql.Numbers([.. lacking.Keys.Select(k => k.User).Distinct()]),
            ],
            cancellation);
        foreach (var e in before)
        {
            foreach (var user in UsersOf(e.Data))
            {
                var key = (RoomStream.RoomOf(e.Stream), user.Value);
                if (lacking.TryGetValue(key, out var first) && e.Version < first.Version)
                    _members[key] = _members.GetValueOrDefault(key).After(e.Data, e.Timestamp);
            }
        }
    }

    private static IReadOnlyList<UserNumber> UsersOf(object data) => data switch
    {
        ParticipantsAdded added => added.Users,
        ParticipantsRemoved removed => removed.Users,
        ModeratorGranted granted => [granted.User],
        ModeratorRevoked revoked => [revoked.User],
        RoomPinned pinned => [pinned.User],
        RoomUnpinned unpinned => [unpinned.User],
        _ => [],
    };

    private readonly record struct MemberState(bool IsIn, DateTimeOffset? JoinedAt, bool IsModerator, DateTimeOffset? PinnedAt)
    {
        public MemberState After(object data, DateTimeOffset at) => data switch
        {
            ParticipantsAdded => new(true, at, false, null),
            ParticipantsRemoved => new(false, JoinedAt, false, null),
            ModeratorGranted => this with { IsModerator = IsIn },
            ModeratorRevoked => this with { IsModerator = false },
            RoomPinned => this with { PinnedAt = IsIn ? at : null },
            RoomUnpinned => this with { PinnedAt = null },
            _ => this,
        };
    }
}
