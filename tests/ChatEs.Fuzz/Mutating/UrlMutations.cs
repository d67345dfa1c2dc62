using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>What is done to a path and a query.</summary>
internal static class UrlMutations
{
    private static readonly string[] Names =
        ["limit", "before", "after", "around", "since", "asOf", "id", "user", "version", "at", "from", "to", "by", "x", "", "room_ids[]", "room_ids[0]", "room_ids[999999999]", "[]", "a[b][c]", "$limit", "$skip", "$sort[createdAt]", "createdAt[$gt]", "older", "pivot", "cursor", "page", "timezone"];

    /// <param name="variable">Which segments stand for something.</param>
    public static string Path(Draft draft, IReadOnlyList<int> variable, Random random)
    {
        var at = variable.Count > 0 && random.Hits(75) ? Math.Min(random.Pick(variable), draft.Segments.Count - 1) : random.Next(draft.Segments.Count);
        switch (random.Next(12))
        {
            case 0:
                draft.Segments.Insert(at, random.Pick(Hostile.PathBreakers));
                return "segment more";
            case 1 when draft.Segments.Count > 1:
                draft.Segments.RemoveAt(at);
                return "segment missing";
            case 2:
                draft.Segments.Add(random.Hits(50) ? "" : random.Pick(Hostile.PathBreakers));
                return "path with a tail";
            case 3:
                draft.Segments[at] = draft.Segments[at].ToUpperInvariant();
                return "path in capitals";
            case 4:
                draft.Segments[at] += random.Pick(Hostile.PathBreakers);
                return "segment with a tail";
            case 5:
                draft.Segments[at] = new string('a', random.Pick([300, 4_000, 7_000, 9_000]));
                return "long path";
            case 6:
                draft.Segments[at] = random.Pick(Hostile.NotUnicode);
                return "raw bytes in the path";
            case < 9:
                draft.Segments[at] = Latin.Escape(Hostile.Text(random));
                return "text in the path";
            default:
                draft.Segments[at] = random.Pick(Hostile.PathBreakers);
                return "segment";
        }
    }

    public static string Query(Draft draft, Random random)
    {
        var query = draft.Query;
        if (query.Count == 0 || random.Hits(25))
        {
            query.Add((random.Pick(Names), Value(random)));
            return "query value more";
        }
        var at = random.Next(query.Count);
        switch (random.Next(10))
        {
            case 0:
                query.RemoveAt(at);
                return "query value missing";
            case 1:
                query.Add((query[at].Name, random.Hits(50) ? query[at].Value : Value(random)));
                return "query value twice";
            case 2:
                query[at] = (query[at].Name, null);
                return "query name alone";
            case 3:
                query[at] = (query[at].Name + random.Pick(["[]", "[0]", "[-1]", "[99999999999]", "[$gt]", "%5B%5D", ".x", " ", "%00", "%"]), query[at].Value);
                return "query name";
            case 4:
                var (name, value) = query[at];
                query.AddRange(Enumerable.Repeat((name, value), random.Pick([10, 100, 500, 1_100])));
                return "query value many times";
            case 5:
                query[at] = (query[at].Name, new string(random.Pick(['a', '9', '+', '%']), random.Pick([256, 1_000, 4_000, 7_000, 9_000])));
                return "long query value";
            default:
                query[at] = (query[at].Name, Value(random));
                return "query value";
        }
    }

    private static string Value(Random random) => random.Next(6) switch
    {
        0 => random.Pick(Hostile.PathBreakers),
        1 => random.Pick(Hostile.NotUnicode),
        2 => Latin.Escape(random.Pick(Hostile.Numbers)),
        3 => Latin.Escape(random.Pick(Hostile.NotUnicode)),
        _ => Latin.Escape(Hostile.Text(random)),
    };
}
