using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Seeds;

/// <summary>Requests of Virola's documents, with its cookie and with a token.</summary>
internal static class VirolaSeeds
{
    public static IEnumerable<Seed> Of(FuzzRoute route)
    {
        // A session that is ended would be missed by all the others.
        string[] credentials = route.Template.EndsWith("/logout", StringComparison.Ordinal) ? ["Authorization"] : ["Authorization", "Cookie"];
        return credentials.Select(credential => (Seed)((world, random) => Make(route, credential, world, random)));
    }

    private static Draft Make(FuzzRoute route, string credential, World world, Random random)
    {
        var draft = SeedBook.Blank(route.Method, route.Template, world);
        draft.Headers.Add(credential == "Cookie" ? (credential, $"VirolaUserSessionId={world["session"]}") : (credential, $"Bearer {world["token-alice"]}"));
        foreach (var at in route.Variable)
            draft.Segments[at] = Named(route, at, world, random);
        if (route.Method == "GET" && draft.Segments[^1] is "messages" or "text-messages" or "comments" && random.Hits(60))
            draft.Query.AddRange([("cursor", random.Hits(50) ? "-1" : world["integer"]), ("limit", "100"), ("direction", random.Pick(["backward", "forward"]))]);
        switch (route.Method, draft.Segments[^1])
        {
            case ("POST", "login"):
                draft.Body = new JsonBody(JsonTree.Parse($$"""{"userName":"alice","password":"{{world["password"]}}"}"""));
                break;
            case ("POST", "attachments"):
                draft.Body = NativeSeeds.Parts("v");
                draft.Headers.Add(("Content-Type", "multipart/form-data; boundary=v"));
                break;
            case ("POST", "messages" or "text-messages" or "comments"):
                draft.Body = new JsonBody(JsonTree.Parse("""{"content":"Hello"}"""));
                break;
            case ("GET", "events"):
                draft.Headers.AddRange([("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]);
                break;
        }
        return draft;
    }

    private static string Named(FuzzRoute route, int at, World world, Random random) => (route.Segments[at - 1], route.Segments[at]) switch
    {
        (_, "{**name}") => "b.png",
        ("rooms" or "room-permissions", _) => world[random.Pick(["group", "group", "channel", "single"])],
        ("users", _) => world["user-alice"],
        ("attachments", _) => world["file"],
        _ => world["integer"],
    };
}
