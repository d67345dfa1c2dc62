using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Users;

public sealed record UserView(UserNumber Number, string ExternalId, string Username, DateTimeOffset RegisteredAt);

public sealed class UserQueries(NpgsqlDataSource db)
{
    /// <summary>Those of the users who are registered, by number; ids that are not known are left out.</summary>
    public async Task<IReadOnlyList<UserView>> ByExternalIds(
        string tenant, IReadOnlyCollection<string> externalIds, CancellationToken cancellation) =>
        await db.Read(
            """
            select number, external_id, username, registered_at from users
            where tenant_id = $1 and external_id = any($2)
            order by number
            """,
            [Sql.Text(tenant), Sql.Texts([.. externalIds])],
            View,
            cancellation);

    public Task<UserView?> ByNumber(string tenant, UserNumber user, CancellationToken cancellation) => db.ReadOne(
        "select number, external_id, username, registered_at from users where tenant_id = $1 and number = $2",
        [Sql.Text(tenant), Sql.Number(user.Value)],
        View,
        cancellation);

    private static UserView View(NpgsqlDataReader row) =>
        new(new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.At(3));
}
