using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Seeds;

/// <summary>Requests of Roomlio, chat-messages, MeetingLawyers, of signed addresses and of the service itself.</summary>
internal static class OtherSeeds
{
    private static readonly (string Name, string Value)[] Key = [("Authorization", "Bearer <<key>>")];
    private static readonly (string Name, string Value)[] Alice = [("Authorization", "Bearer <<token-alice>>")];
    private static readonly (string Name, string Value)[] ForAlice = [("Authorization", "Bearer <<key>>"), ("X-ChatEs-User", "alice")];
    private static readonly (string Name, string Value)[] Token = [("Api-Key", "<<key-id>>"), ("Authorization", "Bearer <<jwt>>"), ("Accept", "application/json")];
    private static readonly (string Name, string Value)[] BothKeys = [("Api-Key", "<<key-id>>"), ("Secret-Key", "<<key>>")];

    public static IEnumerable<Seed> Of(FuzzRoute route) => (route.Method, route.Template) switch
    {
        ("POST", "/rpc/RoomlioService/RoomHistory" or "/rpc/WebAPI/RoomHistory") =>
        [
            Ask(route, Key, body: """{"roomKey":"town","limit":2,"since":"2026-01-01T00:00:00Z"}"""), Ask(route, Key, body: """{"roomID":"<<rm>>","roomKey":"town","limit":2,"startCursor":"<<msg>>"}"""),
        ],
        ("GET", "/chat-messages") =>
        [
            Ask(route, Alice), Ask(route, ForAlice, query: "room=<<group>>&session=monday&createdBy=alice&createdAt[$gte]=0&createdAt[$lt]=4102444800000&$limit=10&$skip=0&$sort[createdAt]=-1"),
        ],
        ("POST", "/chat-messages") =>
        [
            Ask(route, Alice, body: """{"room":"<<group>>","session":"monday","text":"Hi","media":"https://hooks.invalid/a.png","createdAt":1767225600000}"""), Ask(route, ForAlice, body: """{"room":"<<group>>","text":"Hi"}"""),
        ],
        ("PATCH", "/chat-messages/{id}") => [Ask(route, Alice, body: """{"seen":true}"""), Ask(route, ForAlice, body: """{"seen":true}""")],
        (_, "/chat-messages/{id}" or "/chat-rooms/{id}" or "/chat-rooms") => [Ask(route, Alice), Ask(route, ForAlice)],
        ("POST", "/s2s/v1/users/authenticate") => [Ask(route, BothKeys, body: """{"user_id":"carol"}""")],
        ("GET", "/chat/message") =>
        [
            Ask(route, Token, query: "room=<<group>>&pivot=<<message>>&limit=100&older&older=true"), Ask(route, Token, query: "room=<<single>>&limit=10&older=false"),
        ],
        ("POST", "/chat/message") =>
        [
            Ask(route, Token, body: """{"room_id":<<group>>,"message_id":"<new>","type":"text","content":"Hello"}"""),
            Ask(route, Token, body: """{"room_id":<<group>>,"message_id":"<new>","type":"image","content":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==","file_name":"a.png"}"""),
            Ask(route, Token, body: """{"room_id":<<group>>,"message_id":"<new>","type":"file","content":"SGVsbG8=","file_name":"a.txt"}"""),
        ],
        (_, "/files/{number}/{name}") => [Ask(route, [], query: "expires=<<expires>>&signature=<<signature>>")],
        (_, "/health/live" or "/health/ready" or "/openapi/v1.json") => [Ask(route, [])],
        _ => [],
    };

    private static Seed Ask(FuzzRoute route, (string Name, string Value)[] headers, string? body = null, string? query = null) => (world, random) =>
    {
        var draft = SeedBook.Blank(route.Method, route.Template, world);
        foreach (var at in route.Variable)
            draft.Segments[at] = InPath(route, at, world, random);
        draft.Headers.AddRange(headers.Select(header => (header.Name, world.Concrete(header.Value))));
        foreach (var part in world.Concrete(query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // Some of what may be left out.
            if (part.StartsWith("room=", StringComparison.Ordinal) || route.Dialect == Dialect.Files || random.Hits(70))
                draft.Query.Add(part.Split('=', 2) is [var name, var value] ? (name, value) : (part, null));
        }
        if (body is not null)
        {
            draft.Body = new JsonBody(JsonTree.Parse(world.Concrete(body.Replace("<new>", NewId(random).ToString(), StringComparison.Ordinal))));
            draft.Headers.Add(("Content-Type", "application/json"));
        }
        return draft;
    };

    private static string InPath(FuzzRoute route, int at, World world, Random random) => route.Segments[at] switch
    {
        "{number}" => world["file"],
        "{name}" => "b.png",
        _ => route.Template.StartsWith("/chat-rooms", StringComparison.Ordinal) ? world[random.Pick(["group", "single", "channel"])] : world["message"],
    };

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
