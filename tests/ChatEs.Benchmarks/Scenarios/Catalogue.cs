namespace ChatEs.Benchmarks.Scenarios;

/// <summary>All that can be measured, in the order in which it is.</summary>
internal static class Catalogue
{
    public static readonly IReadOnlyList<Scenario> All = [.. Posting.All, .. Mixing.All, .. History.All, .. Reading.All, .. Opening.All, .. Jobs.All];

    public static Loop LoopOf(string name) => All.OfType<Loop>().Single(loop => loop.Name == name);

    /// <summary>Those of the names, each once and in the order of the catalogue. What is nobody's name is the beginning of some.</summary>
    /// <exception cref="InvalidOperationException">A name is neither.</exception>
    public static IReadOnlyList<Scenario> Choose(IReadOnlyCollection<string> names)
    {
        var chosen = names.SelectMany(Find).ToHashSet();
        return [.. All.Where(chosen.Contains)];
    }

    private static IEnumerable<Scenario> Find(string name)
    {
        if (All.FirstOrDefault(scenario => scenario.Name == name) is { } exact)
            return [exact];
        var begun = name.Length == 0 ? [] : All.Where(scenario => scenario.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        return begun.Count > 0
            ? begun
            : throw new InvalidOperationException($"No scenario is called '{name}' or begins like that. There are: {string.Join(", ", All.Select(s => s.Name))}.");
    }
}
