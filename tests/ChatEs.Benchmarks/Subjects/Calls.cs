using System.Diagnostics;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Benchmarks.Ground;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>Each work as a call of the application floor.</summary>
internal sealed class Calls(IServiceProvider services, Seeded seeded)
{
    private readonly CommandBus _bus = services.GetRequiredService<CommandBus>();
    private readonly MessageQueries _messages = services.GetRequiredService<MessageQueries>();
    private readonly UnreadQueries _unread = services.GetRequiredService<UnreadQueries>();
    private readonly List<CommandContext> _contexts = [.. seeded.Users.Select(user => new CommandContext(seeded.CallerOf(user)))];
    private readonly SeenActs _acts = new(seeded);

    public Task Make(Work work, CancellationToken cancellation) => work switch
    {
        Work.Posts => Post(Any(), cancellation),
        Work.HotRoom => Post(seeded.HotRoom, cancellation),
        Work.History => Page(seeded.DeepRooms[Random.Shared.Next(seeded.DeepRooms.Count)], cancellation),
        Work.Unread => Unread(cancellation),
        Work.Seen => See(cancellation),
        _ => throw new UnreachableException($"No such work: {work}."),
    };

    /// <inheritdoc cref="ISubject.Prime"/>
    public Task Prime(CancellationToken cancellation) => Parallel.ForEachAsync(
        seeded.Rooms.SelectMany(room => room.Members, (room, member) => (room, member)),
        new ParallelOptions { MaxDegreeOfParallelism = ISubject.PrimingCallers, CancellationToken = cancellation },
        async (place, token) => await Post(place.room, place.member, token));

    private SeededRoom Any() => seeded.Rooms[Random.Shared.Next(seeded.Rooms.Count)];

    private Task Post(SeededRoom room, CancellationToken cancellation) =>
        Post(room, room.Members[Random.Shared.Next(room.Members.Count)], cancellation);

    private async Task Post(SeededRoom room, int author, CancellationToken cancellation)
    {
        var post = new PostMessage(room.Number, Guid.CreateVersion7(), seeded.Users[author], MessageKind.Text, Seed.Text);
        Insist(await _bus.Send(post, _contexts[author], cancellation));
    }

    private async Task Page(SeededRoom room, CancellationToken cancellation)
    {
        var page = await _messages.Page(Seed.Tenant, room.Number, seeded.Users[room.Members[0]], new PageRequest.Newest(100), cancellation);
        if (page?.Messages.Count != 100)
            throw new InvalidOperationException($"A page of {page?.Messages.Count} messages instead of 100.");
    }

    private async Task Unread(CancellationToken cancellation)
    {
        var rooms = await _unread.OfUser(Seed.Tenant, seeded.Users[Random.Shared.Next(seeded.Users.Count)], cancellation);
        if (rooms.Count < 100)
            throw new InvalidOperationException($"The user is in {rooms.Count} rooms instead of 100.");
    }

    private async Task See(CancellationToken cancellation)
    {
        var (room, member, number) = _acts.Next();
        Insist(await _bus.Send(MarkSeen.UpTo(room.Number, seeded.Users[member], new MessageNumber(number)), _contexts[member], cancellation));
    }

    private static void Insist<T>(Outcome<T> outcome) where T : class
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"A command was refused: {refusal.Message}");
    }
}

/// <summary>Acts of seeing that are each news: member after member of room after room, then all of them one message further.</summary>
internal sealed class SeenActs(Seeded seeded)
{
    private int _next = -1;

    public int Count { get; } = seeded.Rooms.Count * Seed.MembersPerRoom * seeded.Messages.Everywhere;

    public (SeededRoom Room, int Member, int Number) Next()
    {
        var act = Interlocked.Increment(ref _next);
        if (act >= Count)
            throw new InvalidOperationException($"All {Count} acts of seeing were used up: seed more messages, or measure for a shorter time.");
        var room = seeded.Rooms[act % seeded.Rooms.Count];
        act /= seeded.Rooms.Count;
        return (room, room.Members[act % Seed.MembersPerRoom], 1 + (act / Seed.MembersPerRoom));
    }
}
