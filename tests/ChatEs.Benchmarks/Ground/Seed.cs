using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Ground;

/// <param name="Users">By their place in <see cref="ExternalId"/>.</param>
/// <param name="HotRoom">A room of everybody's that only the hot-room figures write to.</param>
internal sealed record Seeded(
    string Secret, string KeyId, IReadOnlyList<UserNumber> Users, IReadOnlyList<SeededRoom> Rooms, SeededRoom HotRoom, Messages Messages)
{
    /// <summary>The rooms that have a whole page and more.</summary>
    public IReadOnlyList<SeededRoom> DeepRooms { get; } = [.. Rooms.Take(Messages.DeepRooms)];

    public static string ExternalId(int user) => $"user-{user}";

    public Caller CallerOf(UserNumber user) => new(Seed.Tenant, $"key:{KeyId}", user, "v1");
}

/// <param name="Everywhere">In each room. The acts of seeing use up one message of one member each.</param>
/// <param name="DeepRooms">So many of the rooms have <see cref="Deep"/> of them, for the pages.</param>
internal sealed record Messages(int Everywhere, int DeepRooms)
{
    public const int Deep = 120;
}

/// <param name="Members">Places of users.</param>
internal sealed record SeededRoom(RoomNumber Number, IReadOnlyList<int> Members);

/// <summary>A tenant, its key, and rooms in which every user is in a hundred; written through the command bus.</summary>
internal sealed class Seed(IServiceProvider services)
{
    public const string Tenant = "bench";
    public const int Users = 100;
    public const int Rooms = 1_000;
    public const int MembersPerRoom = 10;
    public const string Text = "The goods train to Cologne is forty minutes late; shall we hold the connection?";

    private const int AtOnce = 128;

    private readonly CommandBus _bus = services.GetRequiredService<CommandBus>();

    public async Task<Seeded> Sow(Messages messages, CancellationToken cancellation)
    {
        var tenants = services.GetRequiredService<TenantAdministration>();
        Must(await tenants.Create(Tenant, "Bench", registersUnknownUsers: true, cancellation));
        var key = Must(await tenants.IssueKey(Tenant, ApiKeyKind.Secret, cancellation));
        var context = new CommandContext(new Caller(Tenant, $"key:{key.KeyId}", null, "v1"));
        var users = await Register(context, cancellation);
        var rooms = await CreateRooms(users, context, cancellation);
        var seeded = new Seeded(key.Secret, key.KeyId, users, rooms[..Rooms], rooms[Rooms], messages);
        await Post(seeded, seeded.Rooms, messages.Everywhere, cancellation);
        await Post(seeded, seeded.DeepRooms, Messages.Deep - messages.Everywhere, cancellation);
        return seeded;
    }

    /// <summary>One after the other, so that numbers follow places: pgbench has no lists and must compute them.</summary>
    private async Task<IReadOnlyList<UserNumber>> Register(CommandContext context, CancellationToken cancellation)
    {
        var directory = services.GetRequiredService<UserDirectory>();
        var users = new List<UserNumber>();
        for (var place = 0; place < Users; place++)
            users.Add(Must(await directory.Register(Seeded.ExternalId(place), null, context, cancellation)).User);
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
                var members = Enumerable.Range(i, MembersPerRoom).Select(place => place % Users).ToList();
                var command = new CreateRoom(
                    numbers[i], RoomVisibility.Private, $"Room {i}", null, null, [.. members.Select(place => users[place])]);
                Must(await _bus.Send(command, context, token));
                rooms[i] = new SeededRoom(numbers[i], members);
            });
        return rooms;
    }

    private Task Post(Seeded seeded, IReadOnlyList<SeededRoom> rooms, int each, CancellationToken cancellation)
    {
        var callers = seeded.Users.Select(user => new CommandContext(seeded.CallerOf(user))).ToList();
        return Parallel.ForEachAsync(
            Enumerable.Range(0, rooms.Count * each), Parallelism(cancellation),
            async (i, token) =>
            {
                var room = rooms[i % rooms.Count];
                var author = room.Members[i / rooms.Count % room.Members.Count];
                var post = new PostMessage(room.Number, Guid.CreateVersion7(), seeded.Users[author], MessageKind.Text, Text);
                Must(await _bus.Send(post, callers[author], token));
            });
    }

    private static ParallelOptions Parallelism(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };

    private static T Must<T>(Outcome<T> outcome) where T : class =>
        outcome.Match(done => done, refusal => throw new InvalidOperationException($"Seeding was refused: {refusal.Message}"));
}
