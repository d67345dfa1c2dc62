using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>The room's head. member_count is kept by the members, who alone know which joining changed something.</summary>
internal sealed class RoomProjection : IInlineProjection
{
    private const string InsertCreated = """
        insert into rooms (tenant_id, number, kind, visibility, creator, name, key, created_at, last_activity_at)
        select tenant_id, number, kind, visibility, creator, name, key, created_at, created_at
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::timestamptz[])
          as c(tenant_id, number, kind, visibility, creator, name, key, created_at)
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
        List<(string Tenant, RoomCreated Room, DateTime At)> created = [];
        var posted = new Dictionary<long, Posted>();
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case RoomCreated room:
                    created.Add((e.Stream.Tenant, room, e.Timestamp.UtcDateTime));
                    break;
                case MessagePosted message:
                    ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(posted, RoomStream.RoomOf(e), out _);
                    head = new(
                        e.Stream.Tenant, message.Number.Value, head.Countable + (message.IsCountable ? 1 : 0), e.Timestamp.UtcDateTime);
                    break;
            }
        }

        if (created.Count > 0)
            Insert(created, batch);
        if (posted.Count > 0)
            Update(posted, batch);
    }

    private static void Insert(List<(string Tenant, RoomCreated Room, DateTime At)> created, NpgsqlBatch batch) => batch.Add(
        InsertCreated,
        Sql.Texts([.. created.Select(c => c.Tenant)]),
        Sql.Numbers([.. created.Select(c => c.Room.Room.Value)]),
        Sql.Texts([.. created.Select(c => RoomWords.Of(c.Room.Kind))]),
        Sql.Texts([.. created.Select(c => RoomWords.Of(c.Room.Visibility))]),
        Sql.Numbers([.. created.Select(c => c.Room.Creator?.Value)]),
        Sql.Texts([.. created.Select(c => c.Room.Personal?.Name ?? Erased.Name)]),
        Sql.Texts([.. created.Select(c => c.Room.Personal?.Key)]),
        Sql.Times([.. created.Select(c => c.At)]));

    private static void Update(Dictionary<long, Posted> posted, NpgsqlBatch batch)
    {
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

        batch.Add(
            AddPosts, Sql.Texts(tenants), Sql.Numbers(rooms), Sql.Numbers(lasts), Sql.Numbers(countables), Sql.Times(times));
    }

    private readonly record struct Posted(string Tenant, long Last, long Countable, DateTime At);
}
