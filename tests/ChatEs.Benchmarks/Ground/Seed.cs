using ChatEs.Application.Auditing;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Ground;

/// <summary>A tenant, its key, and rooms in which every user is in a hundred; written through the command bus, as is all the rest.</summary>
internal sealed class Seed(IServiceProvider services)
{
    public const string Tenant = "bench";
    public const int Users = 100;
    public const int Rooms = 1_000;
    public const int MembersPerRoom = 10;
    public const string Text = "The goods train to Cologne is forty minutes late; shall we hold the connection?";

    /// <summary>Who opens a single room with somebody new, and with how many at most.</summary>
    public const int PairCallers = 1_000;

    public const int PartnersEach = 199;

    /// <summary>More do not fill larger batches, since half of them wait for the batch before.</summary>
    private const int AtOnce = 256;

    private readonly CommandBus _bus = services.GetRequiredService<CommandBus>();

    public async Task<Seeded> Sow(Sizes sizes, Needs needs, CancellationToken cancellation)
    {
        var tenants = services.GetRequiredService<TenantAdministration>();
        Must(await tenants.Create(Tenant, "Bench", registersUnknownUsers: true, cancellation));
        var key = Must(await tenants.IssueKey(Tenant, ApiKeyKind.Secret, cancellation));
        var context = new CommandContext(new Caller(Tenant, $"key:{key.KeyId}", null, "v1"));
        var users = await Register([], UsersNeeded(sizes, needs), context, cancellation);
        var rooms = await CreateRooms(users, context, cancellation);
        var seeded = new Seeded(key.Secret, key.KeyId, users, rooms[..Rooms], rooms[Rooms], sizes);
        await Post(seeded, "messages of the rooms", seeded.Rooms, sizes.Everywhere, cancellation);
        await Post(seeded, "messages of rooms with a page", seeded.PagedRooms, sizes.PagedRooms == 0 ? 0 : Sizes.Page - sizes.Everywhere, cancellation);
        seeded = seeded with { Sequence = await services.GetRequiredService<RoomAuditor>().Newest(cancellation) };
        return await new SeedMore(services, seeded).Sow(needs, cancellation);
    }

    /// <summary>The crowd and the pairs are of others than those in the rooms, who are in a hundred whatever is measured.</summary>
    private static int UsersNeeded(Sizes sizes, Needs needs) => Users + Math.Max(
        needs.HasFlag(Needs.Crowd) ? sizes.Crowd : 0,
        needs.HasFlag(Needs.Pairs) ? PairCallers + PartnersEach + 1 : 0);

    /// <summary>As many users as are needed, of whom some may be there.</summary>
    public async Task<Seeded> WithUsers(Seeded seeded, int count, CancellationToken cancellation)
    {
        var context = new CommandContext(new Caller(Tenant, $"key:{seeded.KeyId}", null, "v1"));
        return seeded.Users.Count >= count ? seeded : seeded with { Users = await Register(seeded.Users, count, context, cancellation) };
    }

    /// <summary>The first ones one after the other, so that numbers follow places: pgbench has no lists and must compute them.</summary>
    private async Task<IReadOnlyList<UserNumber>> Register(
        IReadOnlyList<UserNumber> known, int count, CommandContext context, CancellationToken cancellation)
    {
        var directory = services.GetRequiredService<UserDirectory>();
        UserNumber[] users = [.. known, .. new UserNumber[count - known.Count]];
        for (var place = known.Count; place < Users; place++)
            users[place] = Must(await directory.Register(Seeded.ExternalId(place), null, context, cancellation)).User;
        var first = Math.Max(Users, known.Count);
        var progress = new SeedProgress("users", count - first);
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count - first), Parallelism(cancellation),
            async (place, token) =>
            {
                users[place] = Must(await directory.Register(Seeded.ExternalId(place), null, context, token)).User;
                progress.Add(1);
            });
        return users;
    }

    private async Task<SeededRoom[]> CreateRooms(IReadOnlyList<UserNumber> users, CommandContext context, CancellationToken cancellation)
    {
        var numbers = new RoomNumber[Rooms + 1];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = await services.GetRequiredService<Numbers>().NextRoom(cancellation);
        var rooms = new SeededRoom[numbers.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rooms.Length), Parallelism(cancellation),
            async (i, token) =>
            {
                var room = new SeededRoom(numbers[i], $"room-{i}", [.. Enumerable.Range(i, MembersPerRoom).Select(place => place % Users)]);
                var command = new CreateRoom(
                    room.Number, RoomVisibility.Private, $"Room {i}", room.Key, null, [.. room.Members.Select(place => users[place])]);
                Must(await _bus.Send(command, context, token));
                rooms[i] = room;
            });
        return rooms;
    }

    /// <summary>Room after room one message, then again: neighbours within a room are no neighbours on the disk, as in life.</summary>
    private Task Post(Seeded seeded, string what, IReadOnlyList<SeededRoom> rooms, int each, CancellationToken cancellation)
    {
        var callers = seeded.Users.Take(Users).Select(user => new CommandContext(seeded.CallerOf(user))).ToList();
        var progress = new SeedProgress(what, (long)rooms.Count * each);
        return Parallel.ForEachAsync(
            Enumerable.Range(0, rooms.Count * each), Parallelism(cancellation),
            async (i, token) =>
            {
                var room = rooms[i % rooms.Count];
                var author = room.Members[i / rooms.Count % room.Members.Count];
                var post = new PostMessage(room.Number, Guid.CreateVersion7(), seeded.Users[author], MessageKind.Text, Text);
                Must(await _bus.Send(post, callers[author], token));
                progress.Add(1);
            });
    }

    private static ParallelOptions Parallelism(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };

    public static T Must<T>(Outcome<T> outcome) where T : class =>
        outcome.Match(done => done, refusal => throw new InvalidOperationException($"Seeding was refused: {refusal.Message}"));
}
