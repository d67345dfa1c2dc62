using System.Globalization;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>
/// The query of a find, as FeathersJS spells it. Of what is wrong the first is told. Names that are not known are passed
/// over, as the vendor does.
/// </summary>
internal sealed class FindValues(IQueryCollection query)
{
    private const int Usual = 100;
    private const int Most = 1000;
    private const int MostSkipped = 1 << 27;

    /// <summary>9999-12-31: a later time cannot be told.</summary>
    private const long LastMillisecond = 253_402_300_799_999;

    public ChatMessagesProblem? Problem { get; private set; }

    /// <summary>More than the most is the most; 0 asks for nothing but the total.</summary>
    public int Limit() => (int)Math.Min(Number("$limit", 0, long.MaxValue) ?? Usual, Most);

    public int Skip() => (int)(Number("$skip", 0, MostSkipped) ?? 0);

    /// <returns>Null where no order is asked for.</returns>
    public bool? Ascending(string field) => Number($"$sort[{field}]", -1, 1) switch
    {
        null => null,
        0 => Wrong<bool?>($"$sort[{field}]", "Must be 1 or -1."),
        { } order => order > 0,
    };

    public string? Text(string name)
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        return values is [{ } value] ? value : Wrong<string?>(name, "May be given once.");
    }

    /// <summary>
    /// The times that <paramref name="field"/> may have, by whichever operators are given: from the first millisecond on,
    /// and before the second.
    /// </summary>
    public (DateTimeOffset? From, DateTimeOffset? Until) Times(string field)
    {
        // What is sent is cut to milliseconds, so "after 5" means from 6 on, whatever comes behind the point.
        long? from = null, until = null;
        if (Time(field) is { } exact)
            (from, until) = (exact, exact + 1);
        if (Time($"{field}[$gt]") is { } after)
            from = Math.Max(from ?? 0, after + 1);
        if (Time($"{field}[$gte]") is { } least)
            from = Math.Max(from ?? 0, least);
        if (Time($"{field}[$lt]") is { } before)
            until = Math.Min(until ?? long.MaxValue, before);
        if (Time($"{field}[$lte]") is { } last)
            until = Math.Min(until ?? long.MaxValue, last + 1);
        return (At(from), At(until));
    }

    private long? Time(string name) => Number(name, 0, LastMillisecond - 1);

    private static DateTimeOffset? At(long? milliseconds) =>
        milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        return Wrong<long?>(name, most == long.MaxValue ? $"Must be a whole number, {least} or more." : $"Must be a whole number from {least} to {most}.");
    }

    private T? Wrong<T>(string name, string message)
    {
        Problem ??= ChatMessagesErrors.Invalid(name, message);
        return default;
    }
}
