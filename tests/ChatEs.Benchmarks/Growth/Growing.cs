using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Growth;

/// <summary>The data of the growth tables: it begins with less than ten thousand events, and each step adds to it.</summary>
internal sealed class Growing(BenchServer server)
{
    /// <summary>Twenty rooms have a whole page from the start, as they must for the pages; all have one from some 200,000 events on.</summary>
    private static readonly Sizes Smallest = new(Everywhere: 3, PagedRooms: 20, Crowd: 0, LongRoom: 2_000);

    /// <summary>Of ten events one goes into the long room, the others into the thousand rooms.</summary>
    private const double ShareOfLongRoom = 0.1;

    /// <summary>
    /// So many neighbours within a room are neighbours on the disk. In life they are hardly any, but one by one ten million
    /// take several times as long.
    /// </summary>
    private const int AtOnce = 10;

    /// <summary>Messages of a room of the members' table: as many acts of seeing has each of its members.</summary>
    public const int MessagesOfRoom = 5_000;

    private Seeded? _seeded;

    public Task<long> Events(CancellationToken cancellation) => server.Number("select last_seq from events.mt_head", cancellation);

    /// <summary>Brings the log to so many events; what is measured in between adds some of its own.</summary>
    public async Task<Seeded> To(long events, CancellationToken cancellation)
    {
        await using var services = InProcess.Services(server.ConnectionString);
        var seeded = _seeded ??= await new Seed(services).Sow(Smallest, Needs.LongRoom, cancellation);
        var missing = events - await Events(cancellation);
        if (missing > 0)
        {
            var more = new SeedMore(services, seeded);
            var each = (int)(missing * (1 - ShareOfLongRoom) / Seed.Rooms);
            await more.Fill("messages of the rooms", seeded.Rooms, each, AtOnce, cancellation);
            var longer = await more.Lengthen(seeded.LongRoom!, (int)(missing - ((long)each * Seed.Rooms)), cancellation);
            var everywhere = seeded.Sizes.Everywhere + each;
            seeded = seeded with
            {
                Sizes = seeded.Sizes with
                {
                    Everywhere = everywhere,
                    PagedRooms = everywhere >= Sizes.Page ? Seed.Rooms : Smallest.PagedRooms,
                    LongRoom = longer.Messages,
                },
                LongRoom = longer,
            };
        }
        await server.Execute("vacuum analyze", cancellation);
        return _seeded = seeded;
    }

    /// <summary>A room of so many members and <see cref="MessagesOfRoom"/> messages.</summary>
    public async Task<(Seeded Seeded, SeededRoom Room)> WithRoom(int members, CancellationToken cancellation)
    {
        await using var services = InProcess.Services(server.ConnectionString);
        var seed = new Seed(services);
        var seeded = await seed.WithUsers(_seeded ??= await seed.Sow(Smallest, Needs.LongRoom, cancellation), Seed.Users + members, cancellation);
        var more = new SeedMore(services, seeded);
        var room = await more.Open($"members-{members}", [.. Enumerable.Range(Seed.Users, members)], cancellation);
        await more.Fill($"messages of the room of {members:n0}", [room], MessagesOfRoom, AtOnce, cancellation);
        await server.Execute("vacuum analyze", cancellation);
        _seeded = seeded;
        return (seeded, room);
    }
}
