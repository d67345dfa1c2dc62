using System.Globalization;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>
/// The streams <c>user-&lt;number&gt;</c>. The state is read from the read models, as that of rooms: what was erased is
/// gone there, and a replay could not tell an erased state from one that has yet to be loaded.
/// </summary>
public sealed class UserFamily : StreamFamily
{
    private const string LoadText = $"""
        select s.version, s.last_hash, s.timestamp, u.type, u.username, u.first_name, u.last_name, u.extras, u.suspended_at is not null,
               {AvatarSql.Columns}
          from events.mt_streams s
          join users u on u.tenant_id = s.tenant_id and u.number = $3
          left join avatars a on a.tenant_id = u.tenant_id and a.owner_kind = 'user' and a.owner = u.number
         where s.tenant_id = $1 and s.id = $2
        """;

    public override string Type => "user";

    public override object Initial => User.NotRegistered.Instance;

    public static string StreamId(UserNumber user) => $"user-{user.Value}";

    /// <returns>Null when it is not the stream of a user.</returns>
    public static UserNumber? NumberOf(string streamId) =>
        streamId.StartsWith("user-", StringComparison.Ordinal)
        && long.TryParse(streamId.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new UserNumber(number)
            : null;

    public override object Evolve(object state, object data) => (state, data) switch
    {
        (User user, UserEvent e) => User.Evolve(user, e),
        (User.Registered user, PersonalDataErased) => user.ForgetPersonal(),
        _ => state,
    };

    public override object Merge(object state, object loaded) =>
        state is User.Registered user && loaded is User.Registered read ? user.With(read) : state;

    public override async Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation)
    {
        var number = ((UserDecider)decider).User;
        var found = await db.ReadOne(
            LoadText,
            [Sql.Text(decider.Stream.Tenant), Sql.Text(decider.Stream.Id), Sql.Number(number.Value)],
            row => new CachedStream(
                decider.Stream, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2), State(row, number)),
            cancellation);
        return found ?? CachedStream.Empty(decider.Stream, this);
    }

    private static User.Registered State(NpgsqlDataReader row, UserNumber number)
    {
        var profile = new ProfilePersonal(row.GetString(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7));
        var active = new User.Active(number, UserWords.Type(row.GetString(3)), profile, AvatarSql.View(row, 9) ?? Avatar.None);
        return row.GetBoolean(8) ? new User.Suspended(active) : active;
    }
}
