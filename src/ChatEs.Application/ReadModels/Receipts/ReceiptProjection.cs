using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>
/// Hands the acts of seeing to <c>apply_seen</c>, in their order: what one act makes new depends on those before it.
/// They run after all joins and posts of the batch, and still come out as if each had run at its place. An act before
/// a joining of a private room lies below the floor that the joining sets, which stands for it.
/// </summary>
internal sealed class ReceiptProjection : IInlineProjection
{
    private const string ApplySeen =
        "select apply_seen($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[])";

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        var acts = 0;
        foreach (var e in events)
        {
            if (e.Data is MessagesSeen)
                acts++;
        }

        if (acts > 0)
            Apply(events, acts, batch);
    }

    private static void Apply(IReadOnlyList<Event> events, int acts, NpgsqlBatch batch)
    {
        var tenants = new string[acts];
        var rooms = new long[acts];
        var users = new long[acts];
        var firsts = new long[acts];
        var lasts = new long[acts];
        var postsAfter = new long[acts];
        var times = new DateTime[acts];
        var after = new Dictionary<long, long>();

        var next = acts;
        for (var i = events.Count - 1; i >= 0; i--)
        {
            var e = events[i];
            if (e.Data is MessagePosted)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(after, RoomStream.RoomOf(e), out _)++;
            }
            else if (e.Data is MessagesSeen seen)
            {
                var room = RoomStream.RoomOf(e);
                next--;
                (tenants[next], rooms[next], users[next]) = (e.Stream.Tenant, room, seen.User.Value);
                (firsts[next], lasts[next], times[next]) = (seen.From.Value, seen.To.Value, e.Timestamp.UtcDateTime);
                postsAfter[next] = after.GetValueOrDefault(room);
            }
        }

        batch.Add(
            ApplySeen, Sql.Texts(tenants), Sql.Numbers(rooms), Sql.Numbers(users), Sql.Numbers(firsts), Sql.Numbers(lasts),
            Sql.Numbers(postsAfter), Sql.Times(times));
    }
}
