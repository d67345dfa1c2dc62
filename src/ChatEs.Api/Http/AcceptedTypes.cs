using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Http;

/// <summary>Which of the forms that an answer has the client likes best (RFC 9110, section 12.5.1).</summary>
internal static class AcceptedTypes
{
    /// <param name="offered">Media types, the one that is usual first: it is taken where the client likes several as much, or says nothing that can be read.</param>
    /// <returns>Null when none of them will do.</returns>
    public static string? Best(HttpRequest request, params ReadOnlySpan<string> offered)
    {
        var header = request.Headers.Accept;
        if (header.Count == 0 || !MediaTypeHeaderValue.TryParseList(header, out var wanted) || wanted.Count == 0)
            return offered[0];
        var (best, most) = (default(string), 0.0);
        foreach (var type in offered)
        {
            if (Quality(wanted, new MediaTypeHeaderValue(type)) is var quality && quality > most)
                (best, most) = (type, quality);
        }
        return best;
    }

    /// <summary>That of the entry that fits most closely: <c>text/csv;q=0, */*</c> is everything but CSV.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> wanted, MediaTypeHeaderValue type)
    {
        var (quality, closest) = (0.0, -1);
        foreach (var entry in wanted)
        {
            var closeness = entry.MatchesAllTypes ? 0 : entry.MatchesAllSubTypes ? 1 : 2;
            var isMeant = closeness switch
            {
                0 => true,
                1 => entry.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase),
                _ => entry.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase),
            };
            if (isMeant && closeness > closest)
                (quality, closest) = (entry.Quality ?? 1, closeness);
        }
        return quality;
    }
}
