using System.Globalization;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>Pages of a hundred messages: the newest, and in the depth of a long room; by every dialect's own call.</summary>
internal static class History
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new Loop("history", "newest page of 100", "GET /v1/rooms/{room}/messages?limit=100 of a random room", Newest)
        {
            Connections = [1, 32, 128], IsQuick = true, Limits = ReadLimit.NewestPage, Call = (calls, token) => calls.NewestPage(token),
        },
        Page("history-roomlio", "first page of 100, Roomlio", "RoomHistory with limit 100 of a random room; it begins with the oldest", (w, room) =>
            w.Roomlio($$"""{"roomKey":"{{room.Key}}","limit":100}""")),
        Page("history-qiscus", "newest page of 100, Qiscus", "load_comments with page 1 and limit 100 of a random room", (w, room) =>
            w.Qiscus("GET", $"load_comments?room_id={room.Number}&page=1&limit=100")),
        Page("history-chat-messages", "newest page of 100, chat-messages", "GET /chat-messages with $limit 100 of a random room", (w, room) =>
            w.Token("GET", $"/chat-messages?room={room.Number}&$limit=100", room.Members[0]), Needs.UserTokens),
        Page("history-virola", "newest page of 100, Virola", "GET /api/v1/rooms/{room}/messages with limit 100 backward of a random room", (w, room) =>
            w.Token("GET", $"/api/v1/rooms/{room.Number}/messages?cursor=-1&limit=100&direction=backward", room.Members[0]), Needs.UserTokens),
        Page("history-meetinglawyers", "newest page of 100, MeetingLawyers", "GET /chat/message with limit 100 of a random room; what is new to the user is acknowledged", (w, room) =>
            w.MeetingLawyers("GET", $"/chat/message?room={room.Number}&limit=100", room.Members[0]), Needs.AccessTokens),
        Deep("history-deep", "deep page of 100", "GET /v1/rooms/{room}/messages?before= anywhere in the long room", (w, room, place, user) =>
            w.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100&before={place.Number}", user)) with
        {
            Connections = [32, 128], IsQuick = true, Limits = ReadLimit.DeepPage,
            Call = (calls, token) => calls.DeepPage(number => new PageRequest.Before(number, 100), token),
        },
        Deep("history-around", "page of 100 around a message", "GET /v1/rooms/{room}/messages?around= anywhere in the long room", (w, room, place, user) =>
            w.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100&around={place.Number}", user)) with
        {
            Limits = ReadLimit.PageAround, Call = (calls, token) => calls.DeepPage(number => new PageRequest.Around(number, 100), token),
        },
        Deep("history-deep-roomlio", "deep page of 100, Roomlio", "RoomHistory since a time in the long room", (w, room, place, _) =>
            w.Roomlio($$"""{"roomKey":"{{room.Key}}","since":"{{place.ShownAt.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)}}","limit":100}""")),
        Deep("history-deep-qiscus", "deep page of 100, Qiscus", "load_comments_with_range of 100 anywhere in the long room", (w, room, place, _) =>
            w.Qiscus("GET", $"load_comments_with_range?room_id={room.Number}&first_comment_id={place.Number.IdIn(room.Number)}&last_comment_id={place.Number.IdIn(room.Number) + 99}")),
        Deep("history-deep-chat-messages", "deep page of 100, chat-messages", "GET /chat-messages before a time in the long room", (w, room, place, user) =>
            w.Token("GET", $"/chat-messages?room={room.Number}&createdAt[$lt]={place.ShownAt.ToUnixTimeMilliseconds()}&$limit=100", user), Needs.UserTokens),
        Deep("history-deep-virola", "deep page of 100, Virola", "GET /api/v1/rooms/{room}/messages before a message of the long room", (w, room, place, user) =>
            w.Token("GET", $"/api/v1/rooms/{room.Number}/messages?cursor={place.Number.IdIn(room.Number)}&limit=100&direction=backward", user), Needs.UserTokens),
        Deep("history-deep-meetinglawyers", "deep page of 100, MeetingLawyers", "GET /chat/message older than a pivot of the long room", (w, room, place, user) =>
            w.MeetingLawyers("GET", $"/chat/message?room={room.Number}&pivot={place.Id}&limit=100&older=true", user), Needs.AccessTokens),
    ];

    public static RequestGroup Newest(Wire wire) =>
        new([.. wire.Seeded.PagedRooms.Select(room => NewestOf(wire, room, room.Members[0]))]);

    public static string NewestOf(Wire wire, SeededRoom room, int member) =>
        wire.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100", member);

    private static Loop Page(string name, string title, string tells, Func<Wire, SeededRoom, string> request, Needs needs = Needs.Rooms) =>
        new(name, title, tells, wire => new([.. wire.Seeded.PagedRooms.Select(room => request(wire, room))]))
        {
            Connections = [32],
            Needs = needs,
            Limits = ReadLimit.NewestPage,
        };

    private static Loop Deep(
        string name, string title, string tells, Func<Wire, SeededRoom, DeepPlace, int, string> request, Needs needs = Needs.Rooms) =>
        new(name, sizes => $"{title}, room of {sizes.LongRoom:n0}", tells, wire => [Deep(wire, request)])
        {
            Connections = [32],
            Needs = needs | Needs.LongRoom,
            Limits = ReadLimit.DeepPage,
        };

    public static RequestGroup Deep(Wire wire, Func<Wire, SeededRoom, DeepPlace, int, string> request)
    {
        var room = wire.Seeded.LongRoom!;
        return new([.. room.Places.Select((place, i) => request(wire, room.Room, place, room.Room.Members[i % room.Room.Members.Count]))]);
    }
}
