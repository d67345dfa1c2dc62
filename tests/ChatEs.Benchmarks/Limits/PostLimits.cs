using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Limits;

/// <summary>A post written without us: one transaction each, by four statements or by one call of a function.</summary>
internal static class PostLimits
{
    private const string OneTransaction = "one transaction each";
    private const string OneCall = "one function call each";

    public static readonly IReadOnlyList<LimitJob> Into1000 = Into(Seed.Rooms);

    public static readonly IReadOnlyList<LimitJob> IntoOne = Into(1);

    public static Task CreateTables(BenchServer server, CancellationToken cancellation) =>
        server.Execute(Script("tables"), cancellation);

    private static IReadOnlyList<LimitJob> Into(int rooms) =>
    [
        new($"transaction-{rooms}", OneTransaction, _ => new(Script("one_transaction"), Variables(rooms))),
        new($"call-{rooms}", OneCall, _ => new(Script("one_call"), Variables(rooms))),
    ];

    /// <summary>The same bytes as the service stores for a post, so that parsing, logging and writing them cost the same.</summary>
    private static Dictionary<string, string> Variables(int rooms) => new(StringComparer.Ordinal)
    {
        ["rooms"] = rooms.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["data"] = $$"""{"author":17,"id":"0198c0de-0000-7000-8000-000000000000","kind":"text","number":4711,"personal":{"text":"{{Seed.Text}}"} }""",
        ["headers"] = """{"caller":"key:ak_0123456789abcdef","dialect":"v1","user":17}""",
        ["correlation"] = "0HN7A1B2C3D4E:00000001",
        ["text"] = Seed.Text,
        ["salt"] = Bytes(16),
        ["digest"] = Bytes(32),
        ["hash"] = Bytes(32),
    };

    private static string Bytes(int count) => @"\x" + new string('a', 2 * count);

    private static string Script(string name)
    {
        using var stream = typeof(PostLimits).Assembly.GetManifestResourceStream($"{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
