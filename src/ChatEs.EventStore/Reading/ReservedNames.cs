using Npgsql;
using NpgsqlTypes;

namespace ChatEs.EventStore.Reading;

/// <summary>The table <c>vault.reservations</c>, as it was when somebody asked: under the head it may be another moment later.</summary>
internal sealed class ReservedNames
{
    // Closed by offset 0, a probe of the index for each name: see SteadyPlans.
    private const string Owners = """
        select n.tenant, n.kind, n.key, v.owner
        from unnest($1::text[], $2::text[], $3::text[]) as n(tenant, kind, key)
        cross join lateral (
          select r.owner from vault.reservations r where r.tenant_id = n.tenant and r.kind = n.kind and r.key = n.key offset 0) v
        """;

    private readonly NpgsqlDataSource _db;
    private readonly SharedLook<(string Tenant, string Kind, string Key), string> _owners;

    public ReservedNames(NpgsqlDataSource db)
    {
        _db = db;
        _owners = new(Read);
    }

    public Task<string?> OwnerOf(string tenant, string kind, string key, CancellationToken cancellation) =>
        _owners.Find((tenant, kind, key), cancellation);

    private async Task<Dictionary<(string, string, string), string>> Read(IReadOnlyCollection<(string Tenant, string Kind, string Key)> names)
    {
        await using var command = _db.CreateCommand(Owners);
        foreach (var column in (string[][])[[.. names.Select(n => n.Tenant)], [.. names.Select(n => n.Kind)], [.. names.Select(n => n.Key)]])
            command.Parameters.Add(new() { Value = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var owners = new Dictionary<(string, string, string), string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            owners.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetString(3));
        return owners;
    }
}
