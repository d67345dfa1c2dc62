using ChatEs.Domain.Tenants;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.ApiKeys;

internal sealed class ApiKeyProjection : IInlineProjection
{
    private const string Insert = """
        insert into api_keys (tenant_id, key_id, kind, issued_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        """;

    private const string Revoke = """
        update api_keys k
        set revoked_at = r.revoked_at
        from unnest($1::text[], $2::text[], $3::timestamptz[]) as r(tenant_id, key_id, revoked_at)
        where k.tenant_id = r.tenant_id and k.key_id = r.key_id and k.revoked_at is null
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        List<(Event Event, ApiKeyIssued Key)> issued = [];
        Dictionary<(string Tenant, string Key), DateTime> revoked = [];
        foreach (var e in events)
        {
            if (e.Data is ApiKeyIssued key)
                issued.Add((e, key));
            else if (e.Data is ApiKeyRevoked revocation)
                revoked.TryAdd((e.Stream.Tenant, revocation.KeyId), e.Timestamp.UtcDateTime);
        }

        if (issued.Count > 0)
        {
            batch.Add(
                Insert,
                Sql.Texts([.. issued.Select(i => i.Event.Stream.Tenant)]),
                Sql.Texts([.. issued.Select(i => i.Key.KeyId)]),
                Sql.Texts([.. issued.Select(i => ApiKeyWords.Of(i.Key.Kind))]),
                Sql.Times([.. issued.Select(i => i.Event.Timestamp.UtcDateTime)]));
        }

        if (revoked.Count > 0)
        {
            batch.Add(
                Revoke,
                Sql.Texts([.. revoked.Keys.Select(k => k.Tenant)]),
                Sql.Texts([.. revoked.Keys.Select(k => k.Key)]),
                Sql.Times([.. revoked.Values]));
        }
    }
}
