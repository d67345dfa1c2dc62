using System.CommandLine;
using System.Globalization;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Running;
using ChatEs.Benchmarks.Scenarios;

namespace ChatEs.Benchmarks.Verbs;

/// <summary>The program itself: the scenarios, their limits, one table.</summary>
internal static class RunVerb
{
    private const int QuickConnections = 32;

    private static readonly Option<string[]> Names = new("--scenario")
    {
        Description = "Which to measure, by their names or the beginning of some; all of them otherwise.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> List = new("--list") { Description = "Print what can be measured, and measure nothing." };

    private static readonly Option<string?> Connections = new("--connections")
    {
        Description = "How many callers at once, one number after the other, as in 1,32,128; what suits each scenario otherwise.",
    };

    private static readonly Option<double?> Seconds = new("--seconds") { Description = "The window that is measured; 5 otherwise. The warm-up before it is two fifths of it." };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = $"Under a minute: {QuickConnections} callers, a second a figure, smaller large rooms, and of the scenarios only "
            + $"{string.Join(", ", Catalogue.All.Where(s => s.IsQuick).Select(s => s.Name))}.",
    };

    private static readonly Option<bool> NoHttp = new("--no-http") { Description = "Drive the command bus and the queries inside this process: those scenarios that are a call of the core." };
    private static readonly Option<bool> NoLimits = new("--no-limits") { Description = "Leave PostgreSQL's own figures out, to see quickly what a change did." };
    private static readonly Option<string?> Service = new("--service") { Description = "The executable to measure instead of the one built with this program." };
    private static readonly Option<string?> Json = new("--json") { Description = "Also write the figures to this file." };

    public static RootCommand Create()
    {
        Connections.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } text && !text.Split(',').All(number => int.TryParse(number, CultureInfo.InvariantCulture, out var callers) && callers is > 0 and <= 10_000))
                given.AddError("--connections takes whole numbers from 1 to 10000 with commas between them, as in 1,32,128.");
        });
        Seconds.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<double?>() is not (null or (>= 1 and <= 3_600)))
                given.AddError("--seconds takes a number from 1 to 3600.");
        });
        Names.Validators.Add(given =>
        {
            try
            {
                Catalogue.Choose(given.GetValueOrDefault<string[]>() ?? []);
            }
            catch (InvalidOperationException unknown)
            {
                given.AddError(unknown.Message);
            }
        });
        Service.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } path && (!File.Exists(path) || path.EndsWith(".dll", StringComparison.Ordinal)))
                given.AddError($"--service takes the program itself, ChatEs.Api, as the build leaves it; {path} is not one.");
        });
        var root = new RootCommand("How fast ChatEs is, beside what PostgreSQL itself can do.") { Names, List, Connections, Seconds, Quick, NoHttp, NoLimits, Service, Json };
        root.SetAction((arguments, cancellation) => arguments.GetValue(List) ? PrintCatalogue() : Verb.Run(() => Run.Everything(Read(arguments), cancellation)));
        return root;
    }

    private static Options Read(ParseResult arguments)
    {
        var (quick, http) = (arguments.GetValue(Quick), !arguments.GetValue(NoHttp));
        var named = arguments.GetValue(Names) is { Length: > 0 } names ? Catalogue.Choose(names) : null;
        var window = arguments.GetValue(Seconds) is { } seconds
            ? new Window(TimeSpan.FromSeconds(seconds * 2 / 5), TimeSpan.FromSeconds(seconds))
            : quick ? Options.QuickWindow : Options.UsualWindow;
        return new Options(
            Suitable(named ?? [.. Catalogue.All.Where(scenario => !quick || scenario.IsQuick)], http),
            arguments.GetValue(Connections)?.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList()
                ?? (quick ? [QuickConnections] : null),
            window, quick, http, !arguments.GetValue(NoLimits), arguments.GetValue(Service), arguments.GetValue(Json));
    }

    private static IReadOnlyList<Scenario> Suitable(IReadOnlyList<Scenario> scenarios, bool http)
    {
        IReadOnlyList<Scenario> suitable = http ? scenarios : [.. scenarios.Where(scenario => scenario is Loop { Call: not null })];
        return suitable.Count > 0 ? suitable : throw new InvalidOperationException("None of these scenarios is a call of the core: leave --no-http out.");
    }

    private static async Task<int> PrintCatalogue()
    {
        var width = Catalogue.All.Max(scenario => scenario.Name.Length);
        foreach (var scenario in Catalogue.All)
        {
            var connections = scenario is Loop loop ? $" ({string.Join(", ", loop.Connections)})" : "";
            await Console.Out.WriteLineAsync($"{scenario.Name.PadRight(width)}  {scenario.Title(Sizes.Full)}{connections}: {scenario.Tells}");
        }
        return 0;
    }
}
