using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using Npgsql;

namespace ChatEs.Application.ReadModels.Users;

/// <param name="Extras">A JSON document of the caller, as the exact string.</param>
/// <param name="ChangedAt">The profile or the avatar; null while never.</param>
public sealed record UserView(
    UserNumber Number,
    string ExternalId,
    string Username,
    DateTimeOffset RegisteredAt,
    UserType Type = UserType.Member,
    string? First = null,
    string? Last = null,
    string? Extras = null,
    DateTimeOffset? SuspendedAt = null,
    DateTimeOffset? ChangedAt = null,
    Avatar? Avatar = null);

public sealed record UserPage(IReadOnlyList<UserView> Users, bool HasMore);

/// <param name="Total">Of all users of the tenant, also those on other pages.</param>
public sealed record UserNumberedPage(IReadOnlyList<UserView> Users, long Total);

/// <summary>The place of a user in the list: the next page begins after it.</summary>
public sealed record UserCursor(DateTimeOffset RegisteredAt, UserNumber Number);

/// <param name="Sequence">The place in the log of the newest suspension or reactivation.</param>
public sealed record UserStanding(string Tenant, UserNumber User, bool Suspended, long Sequence);

public sealed class UserQueries(NpgsqlDataSource db, HeldReads held)
{
    private const string Columns = $"""
        select u.number, u.external_id, u.username, u.registered_at, u.type, u.first_name, u.last_name, u.extras,
          u.suspended_at, u.changed_at, {AvatarSql.Columns}
        """;

    /// <summary>The first column after those of the view.</summary>
    private const int Next = 18;

    private const string Avatar = "left join avatars a on a.tenant_id = u.tenant_id and a.owner_kind = 'user' and a.owner = u.number";

    private const string Users = $"{Columns} from users u {Avatar} where u.tenant_id = $1";

    private const string Oldest = "order by registered_at, number";

    private const string Newest = "order by registered_at desc, number desc";

    /// <summary>Those of the users who are registered, by number; ids that are not known are left out.</summary>
    public async Task<IReadOnlyList<UserView>> ByExternalIds(
        string tenant, IReadOnlyCollection<string> externalIds, CancellationToken cancellation) => await db.Read(
            $"{Users} and u.external_id = any ($2) order by u.number",
            [Sql.Text(tenant), Sql.Texts([.. externalIds])],
            View,
            cancellation);

    /// <summary>The numbers of those who are registered, where nothing else of them is asked.</summary>
    public async Task<IReadOnlyList<(string ExternalId, UserNumber Number)>> NumbersOf(
        string tenant, IReadOnlyCollection<string> externalIds, CancellationToken cancellation) => await db.Read(
            "select external_id, number from users where tenant_id = $1 and external_id = any ($2)",
            [Sql.Text(tenant), Sql.Texts([.. externalIds])],
            row => (row.GetString(0), new UserNumber(row.GetInt64(1))),
            cancellation);

    public Task<UserView?> ByNumber(string tenant, UserNumber user, CancellationToken cancellation) => db.ReadOne(
        $"{Users} and u.number = $2", [Sql.Text(tenant), Sql.Number(user.Value)], View, cancellation);

    /// <summary>By number, each once; those that are not known are left out.</summary>
    public async Task<IReadOnlyList<UserView>> ByNumbers(
        string tenant, IReadOnlyCollection<UserNumber> users, CancellationToken cancellation)
    {
        if (users.Count == 0)
            return [];
        List<UserView> found = new(users.Count);
        List<long> others = [];
        var now = await held.Now(cancellation);
        foreach (var user in users.Distinct())
        {
            if (held.Find<UserView>(now, new Profile(tenant, user)) is { } known)
                found.Add(known.Value);
            else
                others.Add(user.Value);
        }
        if (others is not [])
        {
            foreach (var user in await db.Read($"{Users} and u.number = any ($2)", [Sql.Text(tenant), Sql.Numbers([.. others])], View, cancellation))
            {
                found.Add(user);
                held.Hold(now, new Profile(tenant, user.Number), user, Sources.Of(user.Number), HeldReads.Small + (2 * (user.Extras?.Length ?? 0)));
            }
        }
        found.Sort((one, other) => one.Number.Value.CompareTo(other.Number.Value));
        return found;
    }

    /// <summary>In the order of registration, or against it. Counting all of them costs as much as there are.</summary>
    public async Task<UserNumberedPage> Page(string tenant, int offset, int limit, bool ascending, CancellationToken cancellation)
    {
        var rows = await db.Read(
            ascending ? NumberedSql(Oldest) : NumberedSql(Newest),
            [Sql.Text(tenant), Sql.Number(offset), Sql.Number(limit)],
            row => (User: row.IsDBNull(0) ? null : View(row), Total: row.GetInt64(Next)),
            cancellation);
        return new([.. rows.Select(r => r.User).OfType<UserView>()], rows[0].Total);
    }

    /// <summary>In the order of registration.</summary>
    public async Task<UserPage> PageAfter(string tenant, UserCursor? after, int limit, CancellationToken cancellation)
    {
        var users = await db.Read(
            $"""
            {Users} and (u.registered_at, u.number) > ($2, $3)
            order by u.registered_at, u.number
            limit $4 + 1
            """,
            [
                Sql.Text(tenant), Sql.Time(after?.RegisteredAt ?? DateTimeOffset.UnixEpoch), Sql.Number(after?.Number.Value ?? 0),
                Sql.Number(limit),
            ],
            View,
            cancellation);
        return new([.. users.Take(limit)], users.Count > limit);
    }

    /// <summary>
    /// Who was suspended or reactivated after a place in the log, in every tenant, in the order of the log: for whoever
    /// remembers who is suspended, and up to where he has looked.
    /// </summary>
    public async Task<IReadOnlyList<UserStanding>> StandingSince(long sequence, CancellationToken cancellation) => await db.Read(
        """
        select tenant_id, number, suspended_at is not null, standing_seq from users
        where standing_seq > $1
        order by standing_seq
        """,
        [Sql.Number(sequence)],
        row => new UserStanding(row.GetString(0), new(row.GetInt64(1)), row.GetBoolean(2), row.GetInt64(3)),
        cancellation);

    // A page behind the last one still gives a row, which has the total.
    private static string NumberedSql(string order) => $"""
        {Columns}, t.total
        from (select count(*) as total from users where tenant_id = $1) t
        left join lateral (select * from users where tenant_id = $1 {order} offset $2 limit $3) u on true
        {Avatar}
        {order}
        """;

    private static UserView View(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)),
        row.GetString(1),
        row.GetString(2),
        row.At(3),
        UserWords.Type(row.GetString(4)),
        row.TextOrNull(5),
        row.TextOrNull(6),
        row.TextOrNull(7),
        row.AtOrNull(8),
        row.AtOrNull(9),
        AvatarSql.View(row, 10));

    private sealed record Profile(string Tenant, UserNumber User);
}
