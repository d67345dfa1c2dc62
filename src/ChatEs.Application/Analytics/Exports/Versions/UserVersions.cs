using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>A user's stream is short: where it was begun before the page, what came before is read again.</summary>
internal sealed class UserVersions(EarlierEvents earlier, string tenant) : TableVersions(new(
    "users", "The users. Nobody is ever deleted: who is erased stays, without what he was called by.", ["user_no"],
    Integer("user_no", "The user's number."),
    Text("external_id", "What the tenant calls the user; null once erased.", true),
    Text("username", "Shown to people; null once erased.", true),
    Text("first_name", "Null for none.", true),
    Text("last_name", "Null for none.", true),
    Text("type", "member, admin, embed or embed_insecure."),
    Time("registered_at", "Server time."),
    Time("suspended_at", "Since when the user may do nothing; null while allowed.", true)))
{
    // The first event of every stream is the registration.
    private const string EarlierText = """
        select a.place::int - 1, e.stream_id, e.version, e.type, e.data::text, e.timestamp
          from unnest($2::text[], $3::bigint[]) with ordinality as a(stream, version, place)
          join events.mt_events e on e.tenant_id = $1 and e.stream_id = a.stream and e.version < a.version
         where e.type in ('user_registered', 'user_profile_changed', 'user_suspended', 'user_reactivated')
         order by a.place, e.version
        """;

    private readonly Dictionary<long, UserState> _users = [];

    public override IReadOnlyList<string> Events => ["user_registered", "user_profile_changed", "user_suspended", "user_reactivated"];

    public override async Task Prepare(IReadOnlyList<Event> page, CancellationToken cancellation)
    {
        // Forgotten after every page: they are asked for again by an index, and memory stays flat.
        _users.Clear();
        var first = page.Where(e => e.Data is UserEvent && e.Version > 1)
            .GroupBy(e => e.Stream.Id).Select(changes => changes.First()).ToList();
        if (first.Count == 0)
            return;
        var before = await earlier.Fetch(
            EarlierText,
            [Sql.Text(tenant), Sql.Texts([.. first.Select(e => e.Stream.Id)]), Sql.Numbers([.. first.Select(e => e.Version)])], cancellation);
        foreach (var e in before)
        {
            var user = UserStream.UserOf(first[e.For]);
            _users[user] = _users.GetValueOrDefault(user).After(e.Data, e.Timestamp);
        }
    }

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (e.Data is not (UserRegistered or UserProfileChanged or UserSuspended or UserReactivated))
            yield break;
        var user = UserStream.UserOf(e);
        var now = _users[user] = _users.GetValueOrDefault(user).After(e.Data, e.Timestamp);
        yield return Row(
            e, false, user, now.ExternalId, now.Username, now.First, now.Last, UserWords.Of(now.Type), now.RegisteredAt, now.SuspendedAt);
    }

    private readonly record struct UserState(
        string? ExternalId, string? Username, string? First, string? Last, UserType Type, DateTimeOffset RegisteredAt, DateTimeOffset? SuspendedAt)
    {
        public UserState After(object data, DateTimeOffset at) => data switch
        {
            UserRegistered user => this with { ExternalId = user.Personal?.ExternalId, Username = user.Personal?.Username, RegisteredAt = at },
            UserProfileChanged profile => this with
            {
                Username = profile.Personal?.Username,
                First = profile.Personal?.First,
                Last = profile.Personal?.Last,
                Type = profile.Type,
            },
            UserSuspended => this with { SuspendedAt = at },
            UserReactivated => this with { SuspendedAt = null },
            _ => this,
        };
    }
}
