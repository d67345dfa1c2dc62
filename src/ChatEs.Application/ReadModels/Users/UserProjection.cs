using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Users;

internal sealed class UserProjection : IInlineProjection
{
    private const string Insert = """
        insert into users (tenant_id, number, external_id, username, registered_at, profile_version)
        select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
        """;

    // The place in the log is not known before the batch is in it. It is now: the events were stored before this runs.
    private const string Change = """
        update users u
        set type = coalesce(c.type, u.type),
          username = case when c.type is null then u.username else c.username end,
          first_name = case when c.type is null then u.first_name else c.first_name end,
          last_name = case when c.type is null then u.last_name else c.last_name end,
          extras = case when c.type is null then u.extras else c.extras end,
          profile_version = coalesce(c.profile_version, u.profile_version),
          changed_at = coalesce(c.changed_at, u.changed_at),
          suspended_at = case when c.standing_version is null then u.suspended_at else c.suspended_at end,
          standing_seq = case when c.standing_version is null then u.standing_seq else (
            select e.seq_id from events.mt_events e
            where e.tenant_id = c.tenant_id and e.stream_id = c.stream_id and e.version = c.standing_version) end
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
            $10::timestamptz[], $11::bigint[], $12::timestamptz[])
          as c(tenant_id, number, stream_id, type, username, first_name, last_name, extras, profile_version,
            changed_at, standing_version, suspended_at)
        where u.tenant_id = c.tenant_id and u.number = c.number
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        List<(Event Event, UserRegistered User)> registered = [];
        foreach (var e in events)
        {
            if (e.Data is UserRegistered user)
                registered.Add((e, user));
        }

        if (registered.Count > 0)
            Register(registered, batch);
        if (UserFold.Of(events) is { Count: > 0 } changes)
            Update(changes, batch);
    }

    private static void Register(List<(Event Event, UserRegistered User)> registered, NpgsqlBatch batch) => batch.Add(
        Insert,
        Sql.Texts([.. registered.Select(r => r.Event.Stream.Tenant)]),
        Sql.Numbers([.. registered.Select(r => r.User.User.Value)]),
        Sql.Texts([.. registered.Select(r => r.User.Personal?.ExternalId ?? Erased.ExternalId(r.User.User))]),
        Sql.Texts([.. registered.Select(r => r.User.Personal?.Username ?? Erased.Name)]),
        Sql.Times([.. registered.Select(r => r.Event.Timestamp.UtcDateTime)]),
        Sql.Numbers([.. registered.Select(r => r.Event.Version)]));

    private static void Update(IReadOnlyCollection<UserChange> changes, NpgsqlBatch batch) => batch.Add(
        Change,
        Sql.Texts([.. changes.Select(c => c.Stream.Tenant)]),
        Sql.Numbers([.. changes.Select(c => c.User)]),
        Sql.Texts([.. changes.Select(c => c.Stream.Id)]),
        Sql.Texts([.. changes.Select(c => c.Profile is { } profile ? UserWords.Of(profile.Event.Type) : null)]),
        Sql.Texts([.. changes.Select(c => c.Profile?.Event.Personal?.Username ?? Erased.Name)]),
        Sql.Texts([.. changes.Select(c => c.Profile?.Event.Personal?.First)]),
        Sql.Texts([.. changes.Select(c => c.Profile?.Event.Personal?.Last)]),
        Sql.Texts([.. changes.Select(c => c.Profile?.Event.Personal?.Extras)]),
        Sql.Numbers([.. changes.Select(c => c.Profile?.Version)]),
        Sql.Times([.. changes.Select(c => c.ChangedAt)]),
        Sql.Numbers([.. changes.Select(c => c.StandingVersion)]),
        Sql.Times([.. changes.Select(c => c.SuspendedAt)]));
}
