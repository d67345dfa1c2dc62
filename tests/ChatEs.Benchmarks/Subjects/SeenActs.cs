using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>Acts of seeing that are each news: member after member of room after room, then all of them one message further.</summary>
internal sealed class SeenActs(Seeded seeded)
{
    private int _next = -1;

    public int Count { get; } = seeded.Rooms.Count * Seed.MembersPerRoom * seeded.Sizes.Everywhere;

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
