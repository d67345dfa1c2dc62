using System.Text.Json.Nodes;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Seeds;

/// <summary>One way to ask for something that should be done.</summary>
internal delegate Draft Seed(World world, Random random);

/// <summary>
/// The seeds of every route, and how often each was answered 2xx: which credentials and which body a route takes is found
/// out by asking, so that a new route needs nobody who knows it.
/// </summary>
internal sealed class SeedBook
{
    private readonly Dictionary<string, Entry[]> _entries;
    private readonly Lock _counting = new();

    public SeedBook(IReadOnlyList<FuzzRoute> routes, JsonObject openApi) =>
        _entries = routes.ToDictionary(route => route.Key, route => SeedsOf(route, openApi).Select(seed => new Entry(seed)).ToArray(), StringComparer.Ordinal);

    /// <returns>The request, and the number of its seed.</returns>
    public (Draft Draft, int Seed) Draw(FuzzRoute route, World world, Random random)
    {
        var entries = _entries[route.Key];
        double[] weights;
        lock (_counting)
            weights = [.. entries.Select(entry => (entry.Done + 1.0) / (entry.Tried + 2.0))];
        var drawn = random.NextDouble() * weights.Sum();
        var at = 0;
        while (at < weights.Length - 1 && (drawn -= weights[at]) > 0)
            at++;
        return (entries[at].Seed(world, random), at);
    }

    /// <summary>Whether one of its seeds was answered 2xx before, or all of them were tried often enough.</summary>
    public bool Knows(FuzzRoute route)
    {
        lock (_counting)
            return _entries[route.Key] is var entries && (entries.Any(entry => entry.Done > 0) || entries.All(entry => entry.Tried > 3));
    }

    /// <summary>Of a request to which nothing was done.</summary>
    public void Learn(FuzzRoute route, int seed, bool done)
    {
        lock (_counting)
        {
            var entry = _entries[route.Key][seed];
            (entry.Tried, entry.Done) = (entry.Tried + 1, entry.Done + (done ? 1 : 0));
        }
    }

    /// <summary>The host under which the tenant is known, and the rest of what every client sends.</summary>
    public static Draft Blank(string method, string path, World world) => new()
    {
        Method = method,
        Segments = [.. path.TrimStart('/').Split('/')],
        Headers = [("Host", world.Tenant)],
    };

    private static IEnumerable<Seed> SeedsOf(FuzzRoute route, JsonObject openApi)
    {
        var seeds = route.Dialect switch
        {
            Dialect.Native => NativeSeeds.Of(route, openApi),
            Dialect.Qiscus => QiscusSeeds.Of(route),
            Dialect.Virola => VirolaSeeds.Of(route),
            _ => OtherSeeds.Of(route),
        };
        return seeds.Any() ? seeds : [(world, random) => Unknown(route, world, random)];
    }

    /// <summary>Of a route that nobody has told us about: any value of the world, and every kind of credentials.</summary>
    private static Draft Unknown(FuzzRoute route, World world, Random random)
    {
        var draft = Blank(route.Method, route.Template, world);
        foreach (var at in route.Variable)
            draft.Segments[at] = random.Hits(70) ? world[random.Pick(["group", "message", "integer", "user-bob", "file", "webhook"])] : random.Pick(Hostile.PathBreakers);
        draft.Headers.AddRange(
        [
            ("Authorization", $"Bearer {world[random.Pick(["key", "token-alice", "auditor", "jwt"])]}"), ("Api-Key", world["key-id"]), ("Secret-Key", world["key"]), ("QISCUS-SDK-SECRET", world["key"]),
        ]);
        if (route.Method is "POST" or "PUT" or "PATCH")
            draft.Body = new JsonBody(JsonTree.Parse("""{"text":"x","room":1,"user_id":"bob","id":"1"}"""));
        return draft;
    }

    private sealed class Entry(Seed seed)
    {
        public Seed Seed => seed;

        public int Tried { get; set; }

        public int Done { get; set; }
    }
}
