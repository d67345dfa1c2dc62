using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatEs.Benchmarks.Ground;

/// <summary>
/// What only some scenarios need, in as few commands as the bus takes: a thousand members each, and messages by
/// <see cref="InOrder"/>, as an import sends them.
/// </summary>
internal sealed class SeedMore(IServiceProvider services, Seeded seeded)
{
    public const int OldPairs = 100;

    private const int PlacesWanted = 1_000;

    /// <summary>Four of them make a batch, so that deciding and sending go on at the same time.</summary>
    private const int MessagesAtOnce = 500;

    private readonly CommandBus _bus = services.GetRequiredService<CommandBus>();
    private readonly CommandContext _context = new(new Caller(Seed.Tenant, $"key:{seeded.KeyId}", null, "v1"));

    public async Task<Seeded> Sow(Needs needs, CancellationToken cancellation)
    {
        var more = seeded;
        if (needs.HasFlag(Needs.Crowd))
            more = more with { Crowd = await Open("crowd", [.. Enumerable.Range(Seed.Users, seeded.Sizes.Crowd)], cancellation) };
        if (needs.HasFlag(Needs.LongRoom))
            more = more with { LongRoom = await OpenLong(seeded.Sizes.LongRoom, cancellation) };
        if (needs.HasFlag(Needs.UserTokens))
            more = more with { UserTokens = await Tokens(cancellation) };
        if (needs.HasFlag(Needs.Pairs))
            await OpenPairs(cancellation);
        return more;
    }

    /// <summary>A room of these members, by their places.</summary>
    public async Task<SeededRoom> Open(string key, IReadOnlyList<int> members, CancellationToken cancellation)
    {
        var room = new SeededRoom(await services.GetRequiredService<Numbers>().NextRoom(cancellation), key, members);
        var progress = new SeedProgress($"members of the room {key}", members.Count);
        var chunks = members.Select(place => seeded.Users[place]).Chunk(Validation.MostUsers).ToList();
        Seed.Must(await _bus.Send(new CreateRoom(room.Number, RoomVisibility.Private, key, key, null, chunks[0]), _context, cancellation));
        progress.Add(chunks[0].Length);
        foreach (var chunk in chunks.Skip(1))
        {
            Seed.Must(await _bus.Send(new AddParticipants(room.Number, Actor.Server, chunk), _context, cancellation));
            progress.Add(chunk.Length);
        }
        return room;
    }

    /// <summary>So many messages more for each of the rooms.</summary>
    /// <param name="atOnce">In one command: so many neighbours within a room are neighbours on the disk.</param>
    public async Task Fill(string what, IReadOnlyList<SeededRoom> rooms, int each, int atOnce, CancellationToken cancellation)
    {
        var progress = new SeedProgress(what, (long)rooms.Count * each);
        var rounds = (each + atOnce - 1) / atOnce;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rooms.Count * rounds),
            // Enough for two batches: one is decided while the other is stored.
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(4, 4_000 / atOnce), CancellationToken = cancellation },
            async (i, token) =>
            {
                var (room, first) = (rooms[i % rooms.Count], i / rooms.Count * atOnce);
                var posts = Enumerable.Range(first, Math.Min(atOnce, each - first)).Select(m => new Queued(Message(room, m))).ToList();
                var done = Seed.Must(await _bus.Send(new InOrder(room.Number, posts), _context, token));
                if (done.Commands.Select(command => command.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
                    throw new InvalidOperationException($"Seeding was refused: {refused.Message}");
                progress.Add(posts.Count);
            });
    }

    private async Task<LongRoom> OpenLong(int messages, CancellationToken cancellation)
    {
        var room = await Open("long", [.. Enumerable.Range(0, Seed.MembersPerRoom)], cancellation);
        await Fill("messages of the long room", [room], messages, MessagesAtOnce, cancellation);
        return new(room, messages, await Places(room, messages, cancellation));
    }

    /// <summary>A long room with so many messages more.</summary>
    public async Task<LongRoom> Lengthen(LongRoom room, int more, CancellationToken cancellation)
    {
        await Fill("messages of the long room", [room.Room], more, MessagesAtOnce, cancellation);
        var messages = room.Messages + more;
        return new(room.Room, messages, await Places(room.Room, messages, cancellation));
    }

    /// <summary>Evenly over the room, but for its two ends, where a page would be cut short.</summary>
    private async Task<IReadOnlyList<DeepPlace>> Places(SeededRoom room, int messages, CancellationToken cancellation)
    {
        var step = Math.Max(1, messages / (PlacesWanted + 2));
        var numbers = Enumerable.Range(1, PlacesWanted).Select(i => (long)i * step).Where(n => n > Sizes.Page && n < messages - Sizes.Page).ToArray();
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select number, id, shown_at from messages where tenant_id = $1 and room = $2 and number = any ($3)");
        foreach (var value in new object[] { Seed.Tenant, room.Number.Value, numbers })
            command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<DeepPlace> places = [];
        while (await row.ReadAsync(cancellation))
            places.Add(new(new(row.GetInt64(0)), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2)));
        return places;
    }

    private PostMessage Message(SeededRoom room, int index) => new(
        room.Number, Guid.CreateVersion7(), seeded.Users[room.Members[index % room.Members.Count]], MessageKind.Text, Seed.Text);

    private async Task<IReadOnlyList<string>> Tokens(CancellationToken cancellation)
    {
        var tokens = services.GetRequiredService<UserTokens>();
        var issued = await Task.WhenAll(seeded.Users.Take(Seed.Users).Select(user => tokens.Reset(user, Actor.Server, _context, cancellation)));
        return [.. issued.Select(outcome => Seed.Must(outcome).Token)];
    }

    /// <summary>Single rooms that are there already, of each of those who open some and the one after him.</summary>
    private async Task OpenPairs(CancellationToken cancellation)
    {
        var numbers = services.GetRequiredService<Numbers>();
        for (var place = Seed.Users; place < Seed.Users + OldPairs; place++)
        {
            var pair = new GetOrCreateSingleRoom(await numbers.NextRoom(cancellation), seeded.Users[place], seeded.Users[place + 1]);
            Seed.Must(await _bus.Send(pair, _context, cancellation));
        }
    }
}
