using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Users;

internal sealed class UserProjection : IInlineProjection
{
    private const string Insert = """
        insert into users (tenant_id, number, external_id, username, registered_at)
        select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[])
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        List<(string Tenant, UserRegistered User, DateTime At)> registered = [];
        foreach (var e in events)
        {
            if (e.Data is UserRegistered user)
                registered.Add((e.Stream.Tenant, user, e.Timestamp.UtcDateTime));
        }

        if (registered.Count == 0)
            return;

        batch.Add(
            Insert,
            Sql.Texts([.. registered.Select(r => r.Tenant)]),
            Sql.Numbers([.. registered.Select(r => r.User.User.Value)]),
            Sql.Texts([.. registered.Select(r => r.User.Personal?.ExternalId ?? Erased.ExternalId(r.User.User))]),
            Sql.Texts([.. registered.Select(r => r.User.Personal?.Username ?? Erased.Name)]),
            Sql.Times([.. registered.Select(r => r.At)]));
    }
}
