using System.CommandLine;
using System.Globalization;
using ChatEs.Benchmarks.Growth;

namespace ChatEs.Benchmarks.Verbs;

internal static class GrowthVerb
{
    private const int MostMembers = 1_000_000;
    private const long MostEvents = 100_000_000;

    private static readonly long[] UsualEvents = [10_000, 1_000_000, 10_000_000];
    private static readonly int[] UsualMembers = [10, 1_000, 100_000];

    public static Command Create()
    {
        var events = new Option<string?>("--events") { Description = "Lengths of the log, rising; 10000,1000000,10000000 otherwise, or none where only --members is given." };
        var members = new Option<string?>("--members") { Description = "Members of a room; 10,1000,100000 otherwise, or none where only --events is given." };
        var seconds = new Option<double>("--seconds") { Description = "The window that is measured. The warm-up before it is two fifths of it.", DefaultValueFactory = _ => 5 };
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
        Insist(events, "rising whole numbers from 10000 to 100000000", list => list.All(n => n is >= 10_000 and <= MostEvents) && list.SequenceEqual(list.Order().Distinct()));
        Insist(members, "different whole numbers from 10 to 1000000", list => list.All(n => n is >= 10 and <= MostMembers) && list.Distinct().Count() == list.Count);
        var growth = new Command("growth", "The same figures while the log grows, and while a room does.") { events, members, seconds, json };
        growth.SetAction((arguments, cancellation) =>
        {
            var (lengths, counts) = (arguments.GetValue(events), arguments.GetValue(members));
            var window = arguments.GetValue(seconds);
            return Verb.Run(() => GrowthRun.Everything(
                lengths is null ? counts is null ? UsualEvents : [] : Numbers(lengths)!,
                counts is null ? lengths is null ? UsualMembers : [] : [.. Numbers(counts)!.Select(n => (int)n)],
                new Window(TimeSpan.FromSeconds(window * 2 / 5), TimeSpan.FromSeconds(window)), arguments.GetValue(json), cancellation));
        });
        return growth;
    }

    private static void Insist(Option<string?> option, string rule, Func<IReadOnlyList<long>, bool> holds) => option.Validators.Add(given =>
    {
        if (given.GetValueOrDefault<string?>() is { } text && (Numbers(text) is not { } list || !holds(list)))
            given.AddError($"{option.Name} takes {rule}, with commas between them.");
    });

    /// <returns>Null when one of them is no number.</returns>
    private static List<long>? Numbers(string text)
    {
        List<long> numbers = [];
        foreach (var part in text.Split(','))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            numbers.Add(number);
        }
        return numbers;
    }
}
