using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Benchmarks.Ground;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>What the scenarios do, as calls of the application floor.</summary>
internal sealed class Calls(IServiceProvider services, Seeded seeded)
{
    private readonly CommandBus _bus = services.GetRequiredService<CommandBus>();
    private readonly Numbers _numbers = services.GetRequiredService<Numbers>();
    private readonly MessageQueries _messages = services.GetRequiredService<MessageQueries>();
    private readonly UnreadQueries _unread = services.GetRequiredService<UnreadQueries>();
    private readonly RoomQueries _rooms = services.GetRequiredService<RoomQueries>();
    private readonly List<CommandContext> _contexts = [.. seeded.Users.Select(user => new CommandContext(seeded.CallerOf(user)))];
    private readonly SeenActs _acts = new(seeded);
    private int _pairs = -1;

    public Task PostAnywhere(CancellationToken cancellation) => Post(Any(seeded.Rooms), cancellation);

    public Task PostHot(CancellationToken cancellation) => Post(seeded.HotRoom, cancellation);

    public Task PostCrowd(CancellationToken cancellation) => Post(seeded.Crowd!, cancellation);

    /// <inheritdoc cref="ISubject.Prime"/>
    public Task Prime(CancellationToken cancellation) => Parallel.ForEachAsync(
        seeded.Rooms.SelectMany(room => room.Members, (room, member) => (room, member)),
        new ParallelOptions { MaxDegreeOfParallelism = ISubject.PrimingCallers, CancellationToken = cancellation },
        async (place, token) => await Post(place.room, place.member, token));

    public Task NewestPage(CancellationToken cancellation) => Page(Any(seeded.PagedRooms), new PageRequest.Newest(100), cancellation);

    public Task DeepPage(Func<MessageNumber, PageRequest> request, CancellationToken cancellation) =>
        Page(seeded.LongRoom!.Room, request(Any(seeded.LongRoom.Places).Number), cancellation);

    public async Task Unread(CancellationToken cancellation)
    {
        var rooms = await _unread.OfUser(Seed.Tenant, seeded.Users[AnyUser()], cancellation);
        if (rooms.Count < 100)
            throw new InvalidOperationException($"The user is in {rooms.Count} rooms instead of 100.");
    }

    public async Task RoomList(CancellationToken cancellation)
    {
        var page = await _rooms.OfUser(Seed.Tenant, seeded.Users[AnyUser()], after: null, 100, cancellation);
        if (page.Rooms.Count != 100)
            throw new InvalidOperationException($"A page of {page.Rooms.Count} rooms instead of 100.");
    }

    public async Task See(CancellationToken cancellation)
    {
        var (room, member, number) = _acts.Next();
        Insist(await _bus.Send(MarkSeen.UpTo(room.Number, seeded.Users[member], new MessageNumber(number)), _contexts[member], cancellation));
    }

    public async Task CreateRoom(CancellationToken cancellation)
    {
        var members = Any(seeded.Rooms).Members;
        var command = new CreateRoom(
            await _numbers.NextRoom(cancellation), RoomVisibility.Private, "A new room", null, seeded.Users[members[0]],
            [.. members.Select(member => seeded.Users[member])]);
        Insist(await _bus.Send(command, _contexts[members[0]], cancellation));
    }

    public async Task OldPair(CancellationToken cancellation)
    {
        var one = Seed.Users + Random.Shared.Next(SeedMore.OldPairs);
        await Pair(one, one + 1, cancellation);
    }

    public async Task NewPair(CancellationToken cancellation)
    {
        var pair = Interlocked.Increment(ref _pairs);
        var other = Seed.Users + Seed.PairCallers + 1 + (pair / Seed.PairCallers);
        if (other >= seeded.Users.Count)
            throw new InvalidOperationException("All pairs are used up: measure for a shorter time.");
        await Pair(Seed.Users + (pair % Seed.PairCallers), other, cancellation);
    }

    private async Task Pair(int one, int other, CancellationToken cancellation)
    {
        var number = await _numbers.NextRoom(cancellation);
        var outcome = await _bus.Send(new GetOrCreateSingleRoom(number, seeded.Users[one], seeded.Users[other]), _contexts[one], cancellation);
        Insist(outcome);
        if (outcome.Result!.Room != number)
            _numbers.GiveBack(number);
    }

    private static T Any<T>(IReadOnlyList<T> list) => list[Random.Shared.Next(list.Count)];

    /// <inheritdoc cref="Wire.UsersOf100Rooms"/>
    private static int AnyUser() => Random.Shared.Next(Seed.MembersPerRoom, Seed.Users);

    private Task Post(SeededRoom room, CancellationToken cancellation) => Post(room, Any(room.Members), cancellation);

    private async Task Post(SeededRoom room, int author, CancellationToken cancellation)
    {
        var post = new PostMessage(room.Number, Guid.CreateVersion7(), seeded.Users[author], MessageKind.Text, Seed.Text);
        Insist(await _bus.Send(post, _contexts[author], cancellation));
    }

    private async Task Page(SeededRoom room, PageRequest request, CancellationToken cancellation)
    {
        var page = await _messages.Page(Seed.Tenant, room.Number, seeded.Users[room.Members[0]], request, cancellation);
        if (page?.Messages.Count != request.Limit)
            throw new InvalidOperationException($"A page of {page?.Messages.Count} messages instead of {request.Limit}.");
    }

    private static void Insist<T>(Outcome<T> outcome) where T : class
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"A command was refused: {refusal.Message}");
    }
}
