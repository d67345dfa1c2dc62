using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Scenarios;

namespace ChatEs.Benchmarks.Growth;

/// <summary>What is done in one room, by any of its members.</summary>
internal static class RoomLoops
{
    /// <summary>More do not make the acts of seeing any different, and each is a request of its own.</summary>
    private const int WhoSee = 1_000;

    public static IReadOnlyList<(Loop Loop, int Connections)> Of(SeededRoom room)
    {
        var anybody = Slot.RandomName(room.Members.Count) with { From = room.Members[0] };
        return
        [
            (new Loop("posts", "posts", "", wire => Posting.Into(wire, room)), 128),
            (new Loop("history", "newest page of 100", "", wire =>
                new([wire.NativeBy("GET", $"/v1/rooms/{room.Number}/messages?limit=100", Slot.Digits)]) { Slot = anybody }), 32),
            (new Loop("unread", "unread of one member", "", wire =>
                new([wire.NativeBy("GET", $"/v1/rooms/{room.Number}/unread", Slot.Digits)]) { Slot = anybody }), 32),
            (new Loop("seen", "mark seen", "", wire => Reading.Seen(
                [.. room.Members.Take(WhoSee).Select(member => wire.SeenUpTo(room, member))], $"seen-{room.Key}", Growing.MessagesOfRoom)), 32),
        ];
    }
}
