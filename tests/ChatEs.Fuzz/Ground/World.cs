namespace ChatEs.Fuzz.Ground;

/// <summary>A tenant with people, rooms, messages, files and everything else that a request can name, each by a name of ours.</summary>
internal sealed class World(string tenant, IReadOnlyDictionary<string, string> values)
{
    /// <summary>Shorter ones occur in requests by chance.</summary>
    private const int ShortestReplaced = 5;

    public string Tenant => tenant;

    public string this[string name] => values[name];

    /// <summary>The request with the names of what it holds of this world, in double angle brackets.</summary>
    public string Abstract(string latin) => values.Where(value => value.Value.Length >= ShortestReplaced)
        .OrderByDescending(value => value.Value.Length)
        .Aggregate(latin, (text, value) => text.Replace(value.Value, $"<<{value.Key}>>", StringComparison.Ordinal));

    /// <summary>The other way round.</summary>
    public string Concrete(string latin) =>
        values.Aggregate(latin, (text, value) => text.Replace($"<<{value.Key}>>", value.Value, StringComparison.Ordinal));
}
