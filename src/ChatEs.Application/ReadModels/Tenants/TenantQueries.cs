using Npgsql;

namespace ChatEs.Application.ReadModels.Tenants;

public sealed record TenantView(string Id, string Name, bool RegistersUnknownUsers, DateTimeOffset CreatedAt);

public sealed class TenantQueries(NpgsqlDataSource db)
{
    public Task<TenantView?> Get(string tenant, CancellationToken cancellation) => db.ReadOne(
        "select id, name, registers_unknown_users, created_at from tenants where id = $1",
        [Sql.Text(tenant)],
        View,
        cancellation);

    public async Task<IReadOnlyList<TenantView>> All(CancellationToken cancellation) => await db.Read(
        "select id, name, registers_unknown_users, created_at from tenants order by id", [], View, cancellation);

    private static TenantView View(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.At(3));
}
