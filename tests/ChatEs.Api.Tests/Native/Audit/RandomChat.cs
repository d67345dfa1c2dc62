using System.Text;
using ChatEs.Testing;

namespace ChatEs.Api.Tests.Native.Audit;

/// <summary>People who do whatever comes into their heads, over HTTP, in three rooms. What they may not do is refused, and that is part of it.</summary>
internal sealed class RandomChat(ChatEsHost chat, Identity server, MovableClock clock, Random random)
{
    private static readonly string[] Texts = ["hello", "ñandú 🦊", "a\\u00a0b", "<b>bold</b>", "ok", "one two three"];
    private static readonly string[] Emoji = ["👍", "❤️", ":fox:"];

    private readonly List<Identity> _people = [];
    private readonly List<long> _rooms = [];
    private int _steps;

    public IReadOnlyList<long> Rooms => _rooms;

    public IReadOnlyList<Identity> People => _people;

    public async Task Begin()
    {
        foreach (var name in new[] { "ann", "ben", "cid", "dan" })
            _people.Add(await chat.User(server.Tenant, name));
        foreach (var body in new[]
        {
            """{"name":"Private","participants":["ben","cid"],"options":{"b":1, "a":[ ]}}""", """{"name":"Public","visibility":"public","key":"pub"}""",
            """{"kind":"single","participants":["ben"]}""",
        })
            _rooms.Add((await Do(HttpMethod.Post, "/v1/rooms", _people[0], body)).Long("room"));
    }

    /// <summary>Who comes late: nobody knew of him before.</summary>
    public async Task Join(string name) => _people.Add(await chat.User(server.Tenant, name));

    public async Task Step()
    {
        clock.Move(TimeSpan.FromMilliseconds(random.Next(0, 3_000)));
        var (who, room) = (Any(_people), Any(_rooms));
        var (in_, of) = ($"/v1/rooms/{room}", $"/v1/rooms/{room}/messages/{random.Next(1, 25)}");
        await (random.Next(28) switch
        {
            0 or 1 or 2 or 3 or 4 or 5 or 6 or 26 or 27 => Do(HttpMethod.Post, $"{in_}/messages", who, Message()),
            7 or 8 => Do(HttpMethod.Patch, of, who, $$"""{"text":"{{Any(Texts)}} (edited)"}"""),
            9 => Do(HttpMethod.Delete, of, random.Next(3) == 0 ? server : who),
            10 or 11 => Do(HttpMethod.Put, $"{of}/reactions?emoji={Uri.EscapeDataString(Any(Emoji))}", who),
            12 => Do(HttpMethod.Delete, $"{of}/reactions?emoji={Uri.EscapeDataString(Any(Emoji))}", who),
            13 => Do(HttpMethod.Post, $"{of}/attachments?name=note.txt", who, $"note {_steps}"),
            14 or 15 or 16 => Do(HttpMethod.Post, $"{in_}/seen", who, random.Next(2) == 0 ? $$"""{"upTo":{{random.Next(1, 20)}}}""" : $$"""{"from":{{random.Next(1, 8)}},"to":{{random.Next(8, 20)}}}"""),
            17 => Do(HttpMethod.Post, $"{in_}/delivered", who, $$"""{"upTo":{{random.Next(1, 20)}}}"""),
            18 => Do(HttpMethod.Post, $"{in_}/participants", _people[0], $$"""{"users":["{{Any(_people).UserId}}"]}"""),
            19 => Do(HttpMethod.Post, $"{in_}/{(random.Next(3) != 0 ? "join" : "leave")}", who),
            20 => Do(random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Delete, $"{in_}/pin", who),
            21 => Do(HttpMethod.Post, $"{in_}/{(random.Next(4) == 0 ? "archive" : "unarchive")}", _people[0]),
            22 => Do(HttpMethod.Patch, "/v1/me", who, $$"""{"username":"{{who.UserId}} {{_steps}}","first":"{{Any(Texts)}}"}"""),
            23 => Do(random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Delete, $"{in_}/moderators?user={Any(_people).UserId}", _people[0]),
            24 => Do(HttpMethod.Put, random.Next(2) == 0 ? "/v1/me/avatar" : $"{in_}/avatar", who, Pictures.Png(3, 2), "image/png"),
            _ => Do(HttpMethod.Patch, in_, _people[0], $$"""{"name":"Room {{_steps}}","description":"{{Any(Texts)}}"}"""),
        });
        _steps++;
    }

    private string Message() => random.Next(5) switch
    {
        0 => $$"""{"text":"{{Any(Texts)}}","replyTo":{{random.Next(1, 10)}}}""",
        1 => $$"""{"text":"{{Any(Texts)}}","parent":{{random.Next(1, 10)}}}""",
        2 => $$"""{"text":"{{Any(Texts)}}","claimedAt":"2026-02-0{{random.Next(1, 9)}}T10:00:00Z","session":"s","payloadType":"card","payload":{"n": {{_steps}} } }""",
        _ => $$"""{"text":"{{Any(Texts)}} {{_steps}}"}""",
    };

    private Task<Answer> Do(HttpMethod method, string url, Identity who, string? body = null) => Do(method, url, who, body is null ? null : Encoding.UTF8.GetBytes(body), null);

    private Task<Answer> Do(HttpMethod method, string url, Identity who, byte[]? body, string? type) => chat.Scenario(x =>
    {
        x.To(method, url).As(who);
        if (body is not null)
            x.Body(body, type);
        x.AnyStatus();
    });

    private T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
