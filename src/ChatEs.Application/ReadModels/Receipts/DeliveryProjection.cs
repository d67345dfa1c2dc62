using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>How far the messages have reached each member: never back, whatever order the devices report in.</summary>
internal sealed class DeliveryProjection : IInlineProjection
{
    private const string Advance = """
        update members m
        set delivered_through = d.up_to
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as d(tenant_id, room, user_no, up_to)
        where m.tenant_id = d.tenant_id and m.room = d.room and m.user_no = d.user_no and m.delivered_through < d.up_to
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        Dictionary<(long Room, long User), (string Tenant, long UpTo)>? furthest = null;
        foreach (var e in events)
        {
            if (e.Data is not MessagesDelivered delivered)
                continue;

            furthest ??= [];
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(furthest, (RoomStream.RoomOf(e), delivered.User.Value), out _);
            known = (e.Stream.Tenant, Math.Max(known.UpTo, delivered.UpTo.Value));
        }

        if (furthest is null)
            return;

        batch.Add(
            Advance,
            Sql.Texts([.. furthest.Values.Select(f => f.Tenant)]),
            Sql.Numbers([.. furthest.Keys.Select(f => f.Room)]),
            Sql.Numbers([.. furthest.Keys.Select(f => f.User)]),
            Sql.Numbers([.. furthest.Values.Select(f => f.UpTo)]));
    }
}
