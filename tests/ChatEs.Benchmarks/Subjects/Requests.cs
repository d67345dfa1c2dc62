using System.Text;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>Each work as requests of <c>/v1</c>.</summary>
internal sealed class Requests(Seeded seeded)
{
    private static readonly string Body = $$"""{"text":"{{Seed.Text}}"}""";

    public IReadOnlyList<string> For(Work work) => work switch
    {
        Work.Posts => [.. Everywhere(Post)],
        Work.HotRoom => [.. seeded.HotRoom.Members.Select(member => Post(seeded.HotRoom, member))],
        Work.History => [.. seeded.DeepRooms.Select(room => Http("GET", $"/v1/rooms/{room.Number}/messages?limit=100", room.Members[0]))],
        Work.Unread => [.. Enumerable.Range(0, Seed.Users).Select(user => Http("GET", "/v1/unread", user))],
        _ => [.. Everywhere((room, member) => Http("POST", $"/v1/rooms/{room.Number}/seen", member, $$"""{"upTo":{{Steps.Slot}}}"""))],
    };

    /// <summary>Room after room for the first member, then for the second: neighbours in the list share no room.</summary>
    private IEnumerable<string> Everywhere(Func<SeededRoom, int, string> request) =>
        Enumerable.Range(0, Seed.MembersPerRoom).SelectMany(place => seeded.Rooms.Select(room => request(room, room.Members[place])));

    public string Post(SeededRoom room, int member, string text) =>
        Http("POST", $"/v1/rooms/{room.Number}/messages", member, $$"""{"text":"{{text}}"}""");

    /// <summary>In HTTP/1.0: the answer is the events and nothing around them.</summary>
    public string Listen(int user) => Http("GET", "/v1/events", user).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal);

    private string Post(SeededRoom room, int member) => Http("POST", $"/v1/rooms/{room.Number}/messages", member, Body);

    private string Http(string method, string path, int user, string? body = null)
    {
        var request = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            .Append($"Authorization: Bearer {seeded.Secret}\r\nX-ChatEs-User: {Seeded.ExternalId(user)}\r\n");
        if (body is not null)
            request.Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return request.Append("\r\n").Append(body).ToString();
    }
}
