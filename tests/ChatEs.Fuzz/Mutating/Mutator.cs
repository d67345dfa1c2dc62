using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>Does one to three things to a request. What is seldom interesting or makes the rest unreachable is seldom done.</summary>
internal static class Mutator
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "get", "X", "GETT", "PRI", "QUERY", "M-SEARCH", "\xff"];

    private static readonly string[] Targets = ["*", "http://localhost/", "http://[::1", "//", "", "?", "#", "/%", "/\0", "http://user@localhost:1/v1/rooms", "/v1/rooms HTTP/1.1", "x", "/?"];

    /// <param name="variable">The segments of the path that stand for something.</param>
    public static void Mutate(Draft draft, IReadOnlyList<int> variable, Random random)
    {
        for (var i = random.Next(100) switch { < 60 => 1, < 85 => 2, _ => 3 }; i > 0; i--)
            draft.Done.Add(One(draft, variable, random));
    }

    private static string One(Draft draft, IReadOnlyList<int> variable, Random random)
    {
        var body = draft.Body is not null ? 45 : 4;
        var query = draft.Query.Count > 0 ? 25 : 8;
        var path = variable.Count > 0 ? 16 : 3;
        var drawn = random.Next(body + query + path + 22);
        if ((drawn -= body) < 0)
            return $"body: {BodyMutations.Mutate(draft, random)}";
        if ((drawn -= query) < 0)
            return $"query: {UrlMutations.Query(draft, random)}";
        if ((drawn -= path) < 0)
            return $"path: {UrlMutations.Path(draft, variable, random)}";
        switch (drawn)
        {
            case < 14:
                return $"header: {HeaderMutations.Mutate(draft, random)}";
            case < 18:
                return $"credentials: {HeaderMutations.Credential(draft, random)}";
            case < 21:
                draft.Method = random.Pick(Methods);
                return "method: another";
            default:
                draft.Target = random.Pick(Targets);
                return "target: another";
        }
    }
}
