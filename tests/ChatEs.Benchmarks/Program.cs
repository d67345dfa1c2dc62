using System.CommandLine;
using System.Globalization;
using ChatEs.Benchmarks;
using ChatEs.Benchmarks.Load;

var scenario = new Option<Work[]>("--scenario") { Description = "Which to measure; all of them otherwise.", AllowMultipleArgumentsPerToken = true };
var connections = new Option<string?>("--connections") { Description = "How many callers at once, one number after the other; 1,32,128 otherwise." };
var quick = new Option<bool>("--quick") { Description = "Under a minute: 32 callers, two seconds a figure." };
var noHttp = new Option<bool>("--no-http") { Description = "Drive the command bus and the queries inside this process." };
var noLimits = new Option<bool>("--no-limits") { Description = "Leave PostgreSQL's own figures out, to see quickly what a change did." };
var service = new Option<string?>("--service") { Description = "The executable to measure instead of the one built with this program." };
var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };

var root = new RootCommand("How fast ChatEs is, beside what PostgreSQL itself can do.") { scenario, connections, quick, noHttp, noLimits, service, json };
root.SetAction((arguments, cancellation) =>
{
    var isQuick = arguments.GetValue(quick);
    var callers = arguments.GetValue(connections) ?? (isQuick ? "32" : "1,32,128");
    return Run.Everything(
        new Options(
            arguments.GetValue(scenario) is { Length: > 0 } named ? named : Enum.GetValues<Work>(),
            [.. callers.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))],
            isQuick, !arguments.GetValue(noHttp), !arguments.GetValue(noLimits), arguments.GetValue(service), arguments.GetValue(json)),
        cancellation);
});

var load = new Command(LoadClient.Verb, "The load client, as the benchmark itself starts it.") { Hidden = true };
load.SetAction((_, cancellation) => LoadClient.Run(cancellation));
root.Add(load);
return await root.Parse(args).InvokeAsync();
