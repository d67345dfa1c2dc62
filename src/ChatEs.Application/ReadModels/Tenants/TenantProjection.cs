using ChatEs.Domain.Tenants;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Tenants;

internal sealed class TenantProjection : IInlineProjection
{
    private const string Insert = """
        insert into tenants (id, name, registers_unknown_users, created_at)
        select * from unnest($1::text[], $2::text[], $3::boolean[], $4::timestamptz[])
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        List<(TenantCreated Tenant, DateTime At)> created = [];
        foreach (var e in events)
        {
            if (e.Data is TenantCreated tenant)
                created.Add((tenant, e.Timestamp.UtcDateTime));
        }

        if (created.Count == 0)
            return;

        batch.Add(
            Insert,
            Sql.Texts([.. created.Select(c => c.Tenant.Tenant)]),
            Sql.Texts([.. created.Select(c => c.Tenant.Personal?.Name ?? Erased.Name)]),
            Sql.Flags([.. created.Select(c => c.Tenant.RegistersUnknownUsers)]),
            Sql.Times([.. created.Select(c => c.At)]));
    }
}
