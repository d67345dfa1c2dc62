using System.CommandLine;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Faults.Ground;
using ChatEs.Fuzz;

var requests = new Option<int>("--requests") { Description = "How many, over all routes.", DefaultValueFactory = _ => 20_000 };
var seed = new Option<int?>("--seed") { Description = "What is sent is drawn from it. Drawn and printed otherwise." };
var workers = new Option<int>("--workers") { Description = "How many send at the same time, each in a tenant of its own; every second one also what is no HTTP.", DefaultValueFactory = _ => 4 };
var minutes = new Option<double?>("--minutes") { Description = "End after so many, even if not all is sent." };
var routes = new Option<string?>("--routes") { Description = "Only routes in which this word occurs, for example create_room." };
var folder = new Option<string>("--folder") { Description = "Where the requests are left that an oracle objects to.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "chates-fuzz") };
var json = new Option<string?>("--json") { Description = "Also write the outcome to this file." };
var repeat = new Option<string?>("--repeat") { Description = "Send the one request of this file, in a new world, and show its answer." };
requests.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() is < 1 or > 10_000_000)
        given.AddError("--requests takes a number from 1 to 10000000.");
});
workers.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() is < 2 or > 32)
        given.AddError("--workers takes a number from 2 to 32.");
});

var root = new RootCommand(
    "Sends bad input to every route of a real service: good requests of every dialect with something broken in them, and bytes that are no request. Every answer, and what is stored behind it, is looked at.")
{
    requests, seed, workers, minutes, routes, folder, json, repeat,
};
root.SetAction(async (arguments, cancellation) =>
{
    try
    {
        if (arguments.GetValue(repeat) is { } file)
            return await Repeat.Run(file, cancellation);
        return await FuzzRun.Everything(
            new(arguments.GetValue(requests), arguments.GetValue(seed) ?? Random.Shared.Next(1_000_000), arguments.GetValue(workers), arguments.GetValue(routes), arguments.GetValue(folder)!, arguments.GetValue(json), arguments.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null),
            cancellation);
    }
    catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
    {
        Console.WriteLine("Interrupted; everything is cleared away.");
        return 130;
    }
    catch (Exception error) when (error is FaultException or PrivateServerException or IOException or InvalidDataException)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 1;
    }
});
// Ctrl-C: the service and PostgreSQL are ended before the program goes.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
