using System.Runtime.CompilerServices;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Members;

/// <param name="LastSeen">The id of the newest message that he has marked as seen; null for none.</param>
public sealed record RoomPerson(string ExternalId, Guid? LastSeen);

/// <summary>Who is in the rooms of a list, for the dialects whose rooms carry their people.</summary>
public sealed class RoomPeople(NpgsqlDataSource db)
{
    // The segment that begins last is the one that reaches furthest, unless everything up to seen_through was closed.
    private const string PeopleSql = """
        select w.place, u.external_id, d.id
        from unnest($2::bigint[]) with ordinality as w(room, place)
        join members m on m.tenant_id = $1 and m.room = w.room and m.active
        join users u on u.tenant_id = $1 and u.number = m.user_no
        left join lateral (
          select x.last from receipts x
          where x.tenant_id = $1 and x.room = w.room and x.user_no = m.user_no
          order by x.first desc
          limit 1) s on true
        left join messages d on d.tenant_id = $1 and d.room = w.room and d.number = greatest(m.seen_through, s.last)
        order by w.place, m.joined_at, m.user_no
        """;

    /// <summary>
    /// The rooms in the order given, each with who is in it, in the order of joining. The people of one room are held at a
    /// time, and a connection until the last one was read.
    /// </summary>
    public async IAsyncEnumerable<(RoomView Room, IReadOnlyList<RoomPerson> People)> Of(
        string tenant, IReadOnlyList<RoomView> rooms, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (rooms.Count == 0)
            yield break;
        var next = 0;
        List<RoomPerson> people = [];
        var rows = db.Stream(
            PeopleSql,
            [Sql.Text(tenant), Sql.Numbers([.. rooms.Select(room => room.Number.Value)])],
            row => (Room: (int)row.GetInt64(0) - 1, Person: new RoomPerson(row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2))),
            cancellation);
        await foreach (var (room, person) in rows)
        {
            for (; next < room; next++)
            {
                yield return (rooms[next], people);
                people = [];
            }
            people.Add(person);
        }
        for (; next < rooms.Count; next++)
        {
            yield return (rooms[next], people);
            people = [];
        }
    }

    /// <summary>What the other one of each of the user's single rooms is called.</summary>
    public async Task<IReadOnlyDictionary<RoomNumber, string>> Peers(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var rows = await db.Read(
            """
            select r.number, u.username
            from members m
            join rooms r on r.tenant_id = m.tenant_id and r.number = m.room and r.kind = 'single'
            join members o on o.tenant_id = m.tenant_id and o.room = m.room and o.user_no <> m.user_no
            join users u on u.tenant_id = m.tenant_id and u.number = o.user_no
            where m.tenant_id = $1 and m.user_no = $2 and m.active
            """,
            [Sql.Text(tenant), Sql.Number(user.Value)],
            row => (Room: new RoomNumber(row.GetInt64(0)), Name: row.GetString(1)),
            cancellation);
        return rows.ToDictionary(row => row.Room, row => row.Name);
    }
}
