using System.CommandLine;
using System.Globalization;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Benchmarks;
using ChatEs.Benchmarks.Listeners;
using ChatEs.Benchmarks.Load;

var scenario = new Option<Work[]>("--scenario") { Description = "Which to measure; all of them otherwise.", AllowMultipleArgumentsPerToken = true };
var connections = new Option<string?>("--connections") { Description = "How many callers at once, one number after the other; 1,32,128 otherwise." };
var quick = new Option<bool>("--quick") { Description = "Under a minute: 32 callers, two seconds a figure." };
var noHttp = new Option<bool>("--no-http") { Description = "Drive the command bus and the queries inside this process." };
var noLimits = new Option<bool>("--no-limits") { Description = "Leave PostgreSQL's own figures out, to see quickly what a change did." };
var service = new Option<string?>("--service") { Description = "The executable to measure instead of the one built with this program." };
var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
connections.Validators.Add(given =>
{
    if (given.GetValueOrDefault<string?>() is { } text && !text.Split(',').All(number => int.TryParse(number, CultureInfo.InvariantCulture, out var callers) && callers is > 0 and <= 10_000))
        given.AddError("--connections takes whole numbers from 1 to 10000 with commas between them, as in 1,32,128.");
});

var root = new RootCommand("How fast ChatEs is, beside what PostgreSQL itself can do.") { scenario, connections, quick, noHttp, noLimits, service, json };
root.SetAction(async (arguments, cancellation) =>
{
    var isQuick = arguments.GetValue(quick);
    var callers = arguments.GetValue(connections) ?? (isQuick ? "32" : "1,32,128");
    var options = new Options(
        arguments.GetValue(scenario) is { Length: > 0 } named ? named : Enum.GetValues<Work>(),
        [.. callers.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))],
        isQuick, !arguments.GetValue(noHttp), !arguments.GetValue(noLimits), arguments.GetValue(service), arguments.GetValue(json));
    try
    {
        return await Run.Everything(options, cancellation);
    }
    catch (Exception error) when (error is InvalidOperationException or PrivateServerException)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 1;
    }
});

var load = new Command(LoadClient.Verb, "The load client, as the benchmark itself starts it.") { Hidden = true };
load.SetAction((_, cancellation) => LoadClient.Run(cancellation));
root.Add(load);

var listen = new Command(ListenClient.Verb, "The listening client, as the benchmark itself starts it.") { Hidden = true };
listen.SetAction((_, cancellation) => ListenClient.Run(cancellation));
root.Add(listen);

var open = new Option<int[]>("--connections") { Description = "How many, one row each; 1000 5000 otherwise.", AllowMultipleArgumentsPerToken = true };
var rate = new Option<double[]>("--posts-per-second") { Description = "One row each; 20 and as many as go otherwise.", AllowMultipleArgumentsPerToken = true };
var listenersJson = new Option<string?>("--json") { Description = "Also write the figures to this file." };
var seconds = new Option<double>("--seconds") { Description = "The window that is measured.", DefaultValueFactory = _ => 10 };
var listeners = new Command("listeners", "Deliveries to thousands of open connections for events.") { open, rate, seconds, listenersJson };
listeners.SetAction((arguments, cancellation) => ListenRun.Everything(
    arguments.GetValue(open) is { Length: > 0 } counts ? counts : [1_000, 5_000],
    arguments.GetValue(rate) is { Length: > 0 } rates ? [.. rates.Select(r => (double?)r)] : [20, null],
    TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(listenersJson), cancellation));
root.Add(listeners);
return await root.Parse(args).InvokeAsync();
