using System.CommandLine;
using ChatEs.Benchmarks;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Subjects;

var scenario = new Option<Work[]>("--scenario") { Description = "Which to measure; all of them otherwise.", AllowMultipleArgumentsPerToken = true };
var connections = new Option<string>("--connections") { Description = "How many callers at once, one after the other.", DefaultValueFactory = _ => "1,32,128" };
var quick = new Option<bool>("--quick") { Description = "Under a minute: 32 connections, two seconds a figure." };
var noHttp = new Option<bool>("--no-http") { Description = "Drive the command bus and the queries inside this process." };
var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
var root = new RootCommand("How fast ChatEs is, beside what PostgreSQL itself can do.") { scenario, connections, quick, noHttp, json };
root.SetAction(async (arguments, cancellation) =>
{
    var options = new Options(
        arguments.GetValue(scenario) is { Length: > 0 } named ? named : Enum.GetValues<Work>(),
        [.. arguments.GetValue(connections)!.Split(',').Select(int.Parse)],
        arguments.GetValue(quick), !arguments.GetValue(noHttp), arguments.GetValue(json));
    await using var server = await BenchServer.Start(cancellation);
    await PostLimits.CreateTables(server, cancellation);
    var services = InProcess.Services(server.ConnectionString);
    var seeded = await new Seed(services).Sow(Options.MessagesPerRoom, cancellation);
    await using var subject = new InProcess(server, seeded, services);
    await new Session(subject, new Pgbench(server), seeded, options, FigureTable.Line).Run(cancellation);
    return 0;
});
return await root.Parse(args).InvokeAsync();
