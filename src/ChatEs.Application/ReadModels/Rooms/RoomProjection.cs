using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>The room's head. member_count is kept by the members, who alone know which joining changed something.</summary>
internal sealed class RoomProjection : IInlineProjection
{
    // One room may take the key that another gives up in the same batch, and two may change places: whoever changes his
    // key has none between the statements.
    private const string ReleaseKeys = """
        update rooms r
        set key = null
        from unnest($1::text[], $2::bigint[], $3::text[]) as c(tenant_id, number, key)
        where r.tenant_id = c.tenant_id and r.number = c.number and r.key is distinct from c.key
        """;

    private const string InsertCreated = """
        insert into rooms (
          tenant_id, number, kind, visibility, creator, name, key, description, options, named_version, updated_at, archived_at,
          created_at, last_activity_at)
        select c.*, c.created_at
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bigint[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
          as c(tenant_id, number, kind, visibility, creator, name, key, description, options, named_version, updated_at, archived_at,
            created_at)
        """;

    private const string Change = """
        update rooms r
        set name = case when c.named_version is null then r.name else c.name end,
          key = case when c.named_version is null then r.key else c.key end,
          description = case when c.named_version is null then r.description else c.description end,
          options = case when c.named_version is null then r.options else c.options end,
          named_version = coalesce(c.named_version, r.named_version),
          updated_at = coalesce(c.updated_at, r.updated_at),
          archived_at = case when c.is_archived_or_not then c.archived_at else r.archived_at end
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[],
            $9::boolean[], $10::timestamptz[])
          as c(tenant_id, number, name, key, description, options, named_version, updated_at, is_archived_or_not, archived_at)
        where r.tenant_id = c.tenant_id and r.number = c.number
        """;

    private const string AddPosts = """
        update rooms r
        set last_message = p.last_message, countable = r.countable + p.countable, last_activity_at = p.posted_at
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[])
          as p(tenant_id, room, last_message, countable, posted_at)
        where r.tenant_id = p.tenant_id and r.number = p.room
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        if (RoomFold.Of(events) is { Count: > 0 } changes)
        {
            RoomChange[] changed = [.. changes.Where(c => c.Created is null)];
            RoomChange[] named = [.. changed.Where(c => c.NamedVersion is not null)];
            RoomChange[] created = [.. changes.Where(c => c.Created is not null)];
            if (named.Length > 0)
                Release(named, batch);
            if (created.Length > 0)
                Insert(created, batch);
            if (changed.Length > 0)
                Update(changed, batch);
        }

        Posts(events, batch);
    }

    private static void Release(RoomChange[] named, NpgsqlBatch batch) => batch.Add(
        ReleaseKeys,
        Sql.Texts([.. named.Select(c => c.Tenant)]),
        Sql.Numbers([.. named.Select(c => c.Room)]),
        Sql.Texts([.. named.Select(c => c.Names?.Key)]));

    private static void Insert(RoomChange[] created, NpgsqlBatch batch) => batch.Add(
        InsertCreated,
        Sql.Texts([.. created.Select(c => c.Tenant)]),
        Sql.Numbers([.. created.Select(c => c.Room)]),
        Sql.Texts([.. created.Select(c => RoomWords.Of(c.Created!.Value.Event.Kind))]),
        Sql.Texts([.. created.Select(c => RoomWords.Of(c.Created!.Value.Event.Visibility))]),
        Sql.Numbers([.. created.Select(c => c.Created!.Value.Event.Creator?.Value)]),
        Sql.Texts([.. created.Select(c => c.Names?.Name ?? Erased.Name)]),
        Sql.Texts([.. created.Select(c => c.Names?.Key)]),
        Sql.Texts([.. created.Select(c => c.Names?.Description)]),
        Sql.Texts([.. created.Select(c => c.Names?.Options)]),
        Sql.Numbers([.. created.Select(c => c.NamedVersion)]),
        Sql.Times([.. created.Select(c => c.UpdatedAt)]),
        Sql.Times([.. created.Select(c => c.ArchivedAt)]),
        Sql.Times([.. created.Select(c => c.Created!.Value.At)]));

    private static void Update(RoomChange[] changed, NpgsqlBatch batch) => batch.Add(
        Change,
        Sql.Texts([.. changed.Select(c => c.Tenant)]),
        Sql.Numbers([.. changed.Select(c => c.Room)]),
        Sql.Texts([.. changed.Select(c => c.Names?.Name ?? Erased.Name)]),
        Sql.Texts([.. changed.Select(c => c.Names?.Key)]),
        Sql.Texts([.. changed.Select(c => c.Names?.Description)]),
        Sql.Texts([.. changed.Select(c => c.Names?.Options)]),
        Sql.Numbers([.. changed.Select(c => c.NamedVersion)]),
        Sql.Times([.. changed.Select(c => c.UpdatedAt)]),
        Sql.Flags([.. changed.Select(c => c.IsArchivedOrNot)]),
        Sql.Times([.. changed.Select(c => c.ArchivedAt)]));

    private static void Posts(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        var posted = new Dictionary<long, Posted>();
        foreach (var e in events)
        {
            if (e.Data is not MessagePosted message)
                continue;

            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(posted, RoomStream.RoomOf(e), out _);
            head = new(e.Stream.Tenant, message.Number.Value, head.Countable + (message.IsCountable ? 1 : 0), e.Timestamp.UtcDateTime);
        }

        if (posted.Count == 0)
            return;

        var tenants = new string[posted.Count];
        var rooms = new long[posted.Count];
        var lasts = new long[posted.Count];
        var countables = new long[posted.Count];
        var times = new DateTime[posted.Count];
        var i = 0;
        foreach (var (room, head) in posted)
        {
            (tenants[i], rooms[i], lasts[i], countables[i], times[i]) = (head.Tenant, room, head.Last, head.Countable, head.At);
            i++;
        }

        batch.Add(AddPosts, Sql.Texts(tenants), Sql.Numbers(rooms), Sql.Numbers(lasts), Sql.Numbers(countables), Sql.Times(times));
    }

    private readonly record struct Posted(string Tenant, long Last, long Countable, DateTime At);
}
