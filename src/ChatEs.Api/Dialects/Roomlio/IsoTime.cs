using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>ISO 8601 as clients write it: a day or a time, in UTC where no zone is named, with any number of decimals.</summary>
internal static partial class IsoTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.fffffffK"];

    public static DateTimeOffset? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        var decimals = match.Groups["decimals"] is { Success: true, Value: var digits } ? "." + digits.PadRight(7, '0')[..7] : "";
        var (hours, minutes) = (match.Groups["hours"].Value, match.Groups["minutes"].Value);
        // PHP's own ISO 8601 has no colon in the zone; Go writes nine decimals.
        var zone = hours.Length > 0 ? $"{hours}:{(minutes.Length > 0 ? minutes : "00")}" : match.Groups["zulu"].Value;
        var plain = $"{match.Groups["time"].Value}{decimals}{zone}".ToUpperInvariant();
        return DateTimeOffset.TryParseExact(
            plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    [GeneratedRegex(
        @"^(?<time>\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2})?)?)(?:(?<=:\d{2}:\d{2})[.,](?<decimals>\d{1,32}))?(?:(?<zulu>[Zz])|(?<hours>[+-]\d{2}):?(?<minutes>\d{2})?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
