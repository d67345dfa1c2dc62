using System.Globalization;
using System.Text.Json.Nodes;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Seeds;

/// <summary>Requests of <c>/v1</c>, out of its OpenAPI document.</summary>
internal static class NativeSeeds
{
    /// <summary>What ends or changes somebody or something for good is done to those that nothing else needs.</summary>
    private static readonly string[] Endings = ["/archive", "/unarchive", "/leave", "/participants", "/moderators"];

    public static IEnumerable<Seed> Of(FuzzRoute route, JsonObject openApi)
    {
        if (openApi["paths"]![route.Template]?[route.Method.ToLowerInvariant()] is not JsonObject operation)
            return [];
        var bodies = Bodies(operation).ToList();
        if (bodies.Count == 0)
            bodies.Add(_ => (null, null));
        return Callers(route).SelectMany(caller => bodies.Select(body => (Seed)((world, random) => Make(route, operation, caller, body, world, random))));
    }

    private static Draft Make(FuzzRoute route, JsonObject operation, IReadOnlyList<(string Name, string Value)> caller, Func<World, (Content?, string?)> body, World world, Random random)
    {
        var draft = SeedBook.Blank(route.Method, route.Template, world);
        draft.Headers.AddRange(caller.Select(header => (header.Name, world.Concrete(header.Value))));
        foreach (var at in route.Variable)
            draft.Segments[at] = InPath(route, route.Segments[at].Trim('{', '}'), operation, world, random);
        var parameters = operation["parameters"]?.AsArray().OfType<JsonObject>().Where(p => (string?)p["in"] == "query") ?? [];
        foreach (var parameter in parameters)
        {
            if ((bool?)parameter["required"] == true || random.Hits(25))
                draft.Query.Add(((string)parameter["name"]!, Latin.Escape(Latin.Of(InQuery(parameter, world, random)))));
        }
        if (draft.Segments.Contains("by-id") && !draft.Query.Exists(q => q.Name == "id"))
            draft.Query.Add(("id", route.Method == "GET" ? "bob" : "dave"));
        else if (route.Template.Contains("{user}", StringComparison.Ordinal) && !draft.Segments.Contains("by-id"))
            draft.Query.RemoveAll(q => q.Name == "id");
        var (content, type) = body(world);
        draft.Body = content;
        if (type is not null)
            draft.Headers.Add(("Content-Type", type));
        if (route.Method == "POST" && random.Hits(15))
            draft.Headers.Add(("Idempotency-Key", random.Next(1_000).ToString(CultureInfo.InvariantCulture)));
        return draft;
    }

    /// <summary>A server for itself and for a user, the user himself, an auditor, an analyst: whom the route takes shows.</summary>
    private static IEnumerable<IReadOnlyList<(string Name, string Value)>> Callers(FuzzRoute route)
    {
        var user = route.Template.StartsWith("/v1/me", StringComparison.Ordinal) || IsEnding(route) ? "dave" : "alice";
        yield return [("Authorization", "Bearer <<key>>"), ("X-ChatEs-User", "alice")];
        yield return [("Authorization", "Bearer <<key>>")];
        yield return [("Authorization", $"Bearer <<token-{user}>>")];
        yield return [("Authorization", "Bearer <<auditor>>")];
        yield return [("Authorization", "Bearer <<analytics>>")];
    }

    private static bool IsEnding(FuzzRoute route) => route.Method != "GET" && Endings.Any(ending => route.Template.EndsWith(ending, StringComparison.Ordinal));

    private static string InPath(FuzzRoute route, string name, JsonObject operation, World world, Random random) => name switch
    {
        "room" when IsEnding(route) => world["lost"],
        "room" => world[random.Pick(["group", "group", "group", "single", "channel"])],
        "number" => (1 + random.Next(4)).ToString(CultureInfo.InvariantCulture),
        "file" => world[random.Hits(50) ? "file" : "loose"],
        "id" => world["message"],
        "user" => random.Hits(30) ? "by-id" : world[route.Method == "GET" ? "user-bob" : "user-dave"],
        "key" => world["spare-id"],
        "webhook" => world["webhook"],
        "report" => random.Pick(Enumeration(operation, name)),
        _ => "1",
    };

    private static string[] Enumeration(JsonObject operation, string name) =>
        [.. operation["parameters"]!.AsArray().First(p => (string?)p!["name"] == name)!["schema"]!["enum"]!.AsArray().Select(word => (string)word!)];

    private static string InQuery(JsonObject parameter, World world, Random random)
    {
        var schema = parameter["schema"]!;
        var item = (string?)schema["type"] == "array" ? schema["items"]! : schema;
        if (parameter["example"] is { } example)
            return (string)parameter["name"]! == "rooms" ? world["group"] : example is JsonArray list ? (string)list[0]! : example.ToString();
        if (item["enum"] is JsonArray words)
            return (string)random.Pick(words.ToList())!;
        return ((string?)item["type"], (string)parameter["name"]!) switch
        {
            ("boolean", _) => random.Pick(["true", "false"]),
            ("integer", "room") => world["group"],
            ("integer", "asOf" or "sequence") => random.Next(1, 40).ToString(CultureInfo.InvariantCulture),
            ("integer", _) => random.Next(1, 5).ToString(CultureInfo.InvariantCulture),
            (_, "from" or "since") => "2026-01-01T00:00:00Z",
            (_, "to" or "at") => "2100-01-01T00:00:00Z",
            (_, "key") => "town",
            (_, "name") => "a.png",
            _ => "bob",
        };
    }

    private static IEnumerable<Func<World, (Content?, string?)>> Bodies(JsonObject operation)
    {
        if (operation["requestBody"]?["content"] is not JsonObject content)
            yield break;
        foreach (var (type, described) in content)
        {
            if (type == "application/json")
            {
                foreach (var (_, example) in described!["examples"]!.AsObject())
                {
                    var json = example!["value"]!.ToJsonString().Replace("hooks.example.com", "hooks.invalid", StringComparison.Ordinal);
                    yield return _ => (new JsonBody(JsonTree.Parse(json)), type);
                }
            }
            else if (type == "multipart/form-data")
                yield return _ => (Parts("f"), "multipart/form-data; boundary=f");
            else
                yield return _ => (new RawBody("Some notes"), type);
        }
    }

    public static MultipartBody Parts(string boundary) => new(
        boundary,
        [
            ("Content-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\nContent-Type: text/plain", "first"),
            ("Content-Disposition: form-data; name=\"files\"; filename=\"b.png\"\r\nContent-Type: image/png", "\x89PNG\r\n\x1a\n"),
        ]);
}
