using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>What a client asks when it opens, and says while it is read.</summary>
internal static class Reading
{
    /// <summary>Each act of seeing is news once in the life of a database.</summary>
    private const string SeenSeries = "seen";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new Loop("unread", "unread of 100 rooms", "GET /v1/unread of a random user, who is in 100 rooms", Unread)
        {
            Connections = [1, 32, 128], IsQuick = true, Call = (calls, token) => calls.Unread(token),
        },
        new Loop("room-list", "room list of 100", "GET /v1/rooms?limit=100 of a random user, with his unread counts", RoomList)
        {
            IsQuick = true, Call = (calls, token) => calls.RoomList(token),
        },
        new Loop("seen", "mark seen", "POST /v1/rooms/{room}/seen, each time one message further, so that each is news and stored", Seen)
        {
            Connections = [1, 32, 128], IsQuick = true, Call = (calls, token) => calls.See(token),
        },
        new Loop("past", "newest page as of an earlier event", "GET /v1/rooms/{room}/messages?limit=100&asOf= of a random room, as the seeding left it", Past)
        {
            Connections = [1, 4],
        },
        new Loop("live", "an answer without work", "GET /health/live: what the load client and HTTP cost by themselves", _ => new([Wire.Live()]))
        {
            Connections = [128],
        },
    ];

    public static RequestGroup Unread(Wire wire) => new([.. Wire.UsersOf100Rooms.Select(user => wire.Native("GET", "/v1/unread", user))]);

    public static RequestGroup RoomList(Wire wire) => new([.. Wire.UsersOf100Rooms.Select(user => wire.Native("GET", "/v1/rooms?limit=100", user))]);

    private static RequestGroup Past(Wire wire) => new([.. wire.Seeded.Rooms.Select(room =>
        wire.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100&asOf={wire.Seeded.Sequence}", room.Members[0]))]);

    /// <summary>Beside the seeded messages everybody has posted one into each of his rooms before anything is measured.</summary>
    public static RequestGroup Seen(Wire wire) => Seen(
        [.. wire.Everywhere(wire.SeenUpTo)], SeenSeries, wire.Seeded.Sizes.Everywhere + Seed.MembersPerRoom);

    public static RequestGroup Seen(IReadOnlyList<string> requests, string series, int messages) =>
        new(requests) { Slot = Slot.StepNumber, Steps = new(series, messages) };
}
