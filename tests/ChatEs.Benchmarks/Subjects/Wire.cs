using System.Text;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>Requests as they go over the wire, in every dialect.</summary>
/// <param name="accessTokens">Of MeetingLawyers, by the place of the user; empty where no scenario needs them.</param>
internal sealed class Wire(Seeded seeded, IReadOnlyList<string> accessTokens)
{
    public Seeded Seeded => seeded;

    /// <summary>The first ten are in the rooms of single figures, too.</summary>
    public static IEnumerable<int> UsersOf100Rooms => Enumerable.Range(Seed.MembersPerRoom, Seed.Users - Seed.MembersPerRoom);

    /// <summary>Room after room for the first member, then for the second: neighbours in the list share no room.</summary>
    public IEnumerable<string> Everywhere(Func<SeededRoom, int, string> request) =>
        Enumerable.Range(0, Seed.MembersPerRoom).SelectMany(place => seeded.Rooms.Select(room => request(room, room.Members[place])));

    public string Post(SeededRoom room, int member) => Post(room, member, Seed.Text);

    public string Post(SeededRoom room, int member, string text) =>
        Native("POST", $"/v1/rooms/{room.Number}/messages", member, $$"""{"text":"{{text}}"}""");

    public string KeyedPost(SeededRoom room, int member) => Http(
        "POST", $"/v1/rooms/{room.Number}/messages",
        [Bearer(seeded.Secret), ("X-ChatEs-User", Seeded.ExternalId(member)), ("Idempotency-Key", Slot.Uuid)], $$"""{"text":"{{Seed.Text}}"}""");

    /// <param name="digits">Of the author's external id.</param>
    public string PostBy(SeededRoom room, string digits) =>
        NativeBy("POST", $"/v1/rooms/{room.Number}/messages", digits, $$"""{"text":"{{Seed.Text}}"}""");

    public string QiscusPost(SeededRoom room, int member) => Qiscus(
        "POST", "post_comment", $$"""{"user_id":"{{Seeded.ExternalId(member)}}","room_id":"{{room.Number}}","message":"{{Seed.Text}}"}""");

    public string ChatMessagesPost(SeededRoom room, int member) =>
        Token("POST", "/chat-messages", member, $$"""{"room":"{{room.Number}}","text":"{{Seed.Text}}"}""");

    public string VirolaPost(SeededRoom room, int member) =>
        Token("POST", $"/api/v1/rooms/{room.Number}/messages", member, $$"""{"content":"{{Seed.Text}}"}""");

    public string MeetingLawyersPost(SeededRoom room, int member) => MeetingLawyers(
        "POST", "/chat/message", member, $$"""{"room_id":{{room.Number}},"message_id":"{{Slot.Uuid}}","type":"text","content":"{{Seed.Text}}"}""");

    public string SeenUpTo(SeededRoom room, int member) =>
        Native("POST", $"/v1/rooms/{room.Number}/seen", member, $$"""{"upTo":{{Slot.Blanks}}}""");

    public string Pair(int one, string other) =>
        Native("POST", "/v1/rooms", one, $$"""{"kind":"single","participants":["{{other}}"]}""");

    /// <summary>In HTTP/1.0: the answer is the events and nothing around them.</summary>
    public string Listen(int user) => Native("GET", "/v1/events", user).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal);

    public static string Live() => Http("GET", "/health/live", []);

    /// <summary>By the server's key, for a user.</summary>
    public string Native(string method, string path, int user, string? body = null) =>
        Http(method, path, [Bearer(seeded.Secret), ("X-ChatEs-User", Seeded.ExternalId(user))], body);

    /// <param name="digits">Of the user's external id.</param>
    public string NativeBy(string method, string path, string digits, string? body = null) =>
        Http(method, path, [Bearer(seeded.Secret), ("X-ChatEs-User", $"user-{digits}")], body);

    /// <summary>By a user's own token, as clients of chat-messages and Virola do.</summary>
    public string Token(string method, string path, int user, string? body = null) =>
        Http(method, path, [Bearer(seeded.UserTokens[user])], body);

    public string Qiscus(string method, string call, string? body = null) =>
        Http(method, $"/api/v2.1/rest/{call}", [("QISCUS-SDK-SECRET", seeded.Secret)], body);

    public string Roomlio(string body) => Http("POST", "/rpc/RoomlioService/RoomHistory", [Bearer(seeded.Secret)], body);

    public string MeetingLawyers(string method, string path, int user, string? body = null) =>
        Http(method, path, [("Api-Key", seeded.KeyId), Bearer(accessTokens[user])], body);

    private static (string Name, string Value) Bearer(string secret) => ("Authorization", $"Bearer {secret}");

    private static string Http(string method, string path, IReadOnlyList<(string Name, string Value)> headers, string? body = null)
    {
        var request = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        foreach (var (name, value) in headers)
            request.Append($"{name}: {value}\r\n");
        if (body is not null)
            request.Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return request.Append("\r\n").Append(body).ToString();
    }
}
