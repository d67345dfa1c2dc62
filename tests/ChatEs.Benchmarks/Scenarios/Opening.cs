using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>Rooms that are opened, and those that are there already.</summary>
internal static class Opening
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new Loop("room-create", "create a room of 10", "POST /v1/rooms with ten participants, a new room each time", wire => Create(wire))
        {
            Call = (calls, token) => calls.CreateRoom(token),
        },
        new Loop("pair-there", "get or create, the room is there", "POST /v1/rooms of kind single by one of two who have one", Old((w, one, other) =>
            w.Pair(one, Seeded.ExternalId(other))))
        {
            Needs = Needs.Pairs, Call = (calls, token) => calls.OldPair(token),
        },
        new Loop("pair-new", "get or create, a new room", "POST /v1/rooms of kind single by two who have none", New)
        {
            Needs = Needs.Pairs, Call = (calls, token) => calls.NewPair(token),
        },
        new Loop("pair-there-qiscus", "get or create, there, Qiscus", "get_or_create_room_with_target of two who have a room", Old((w, one, other) =>
            w.Qiscus("POST", "get_or_create_room_with_target", $$"""{"user_ids":["{{Seeded.ExternalId(one)}}","{{Seeded.ExternalId(other)}}"]}""")))
        {
            Needs = Needs.Pairs,
        },
    ];

    private static RequestGroup Create(Wire wire) => new(
    [
        .. wire.Seeded.Rooms.Take(Seed.Users).Select(room => wire.Native(
            "POST", "/v1/rooms", room.Members[0],
            $$"""{"name":"A new room","participants":["{{string.Join("\",\"", room.Members.Select(Seeded.ExternalId))}}"]}""")),
    ]);

    private static Func<Wire, RequestGroup> Old(Func<Wire, int, int, string> request) => wire =>
        new([.. Enumerable.Range(Seed.Users, SeedMore.OldPairs).Select(one => request(wire, one, one + 1))]);

    /// <summary>Those who ask come before all whom they ask for, so no pair comes twice.</summary>
    private static RequestGroup New(Wire wire) =>
        new([.. Enumerable.Range(Seed.Users, Seed.PairCallers).Select(one => wire.Pair(one, $"user-{Slot.Digits}"))])
        {
            Slot = Slot.StepName(from: Seed.Users + Seed.PairCallers),
            Steps = new("pairs", Seed.PartnersEach),
        };
}
