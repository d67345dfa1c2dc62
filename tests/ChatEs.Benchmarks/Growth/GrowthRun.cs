using System.Text.Json;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Running;
using ChatEs.Benchmarks.Scenarios;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Growth;

/// <summary>
/// The same figures while the log grows, and while a room does. After each step all tables are printed anew, so that a run
/// that is broken off loses nothing.
/// </summary>
internal sealed class GrowthRun(BenchServer server, Machine machine, string? json)
{
    private static readonly IReadOnlyList<(Loop Loop, int Connections)> OfTheLog =
    [
        (Catalogue.LoopOf("posts"), 128), (Catalogue.LoopOf("hot-room"), 128), (Catalogue.LoopOf("history"), 32),
        // Its usual title says how long the room is, which changes from step to step.
        (Catalogue.LoopOf("history-deep") with { Title = _ => "deep page of 100" }, 32),
        (Catalogue.LoopOf("unread"), 32), (Catalogue.LoopOf("seen"), 32), (Catalogue.LoopOf("room-list"), 32),
    ];

    private readonly Growing _growing = new(server);
    private readonly Dictionary<string, int> _done = [];
    private readonly List<GrowthStep> _log = [];
    private readonly List<GrowthStep> _members = [];

    public static async Task<int> Everything(
        IReadOnlyList<long> events, IReadOnlyList<int> members, Window window, string? json, CancellationToken cancellation)
    {
        await using var server = await BenchServer.Start(cancellation);
        var run = new GrowthRun(server, await Machine.Describe(server, cancellation), json);
        foreach (var length in events)
            await run.GrowLog(length, window, cancellation);
        foreach (var count in members)
            await run.GrowRoom(count, window, cancellation);
        return run._log.Concat(run._members).SelectMany(step => step.Figures).Any(figure => figure.Measured.Errors > 0) ? 1 : 0;
    }

    private async Task GrowLog(long length, Window window, CancellationToken cancellation)
    {
        var seeded = await _growing.To(length, cancellation);
        var step = await Step($"{length:n0} events", cancellation);
        await Loops(step, seeded, OfTheLog, window, isPrimed: true, cancellation);
        await Starts(step, seeded, cancellation);
        _log.Add(step);
        await Tell(cancellation);
    }

    private async Task GrowRoom(int members, Window window, CancellationToken cancellation)
    {
        var (seeded, room) = await _growing.WithRoom(members, cancellation);
        var step = await Step($"{members:n0} members", cancellation);
        await Loops(step, seeded, RoomLoops.Of(room), window, isPrimed: false, cancellation);
        _members.Add(step);
        await Tell(cancellation);
    }

    private async Task<GrowthStep> Step(string name, CancellationToken cancellation) => new(
        name, await _growing.Events(cancellation), await server.Number("select pg_database_size(current_database())", cancellation));

    private async Task Loops(
        GrowthStep step, Seeded seeded, IReadOnlyList<(Loop Loop, int Connections)> loops, Window window, bool isPrimed, CancellationToken cancellation)
    {
        await using var subject = await OverHttp.Start(Options.BuiltService, server, seeded, Needs.Rooms, _done, cancellation);
        if (isPrimed)
            await subject.Prime(cancellation);
        var session = new Session(subject, pgbench: null, seeded, window);
        foreach (var (loop, connections) in loops)
            step.Figures.Add(await session.Measure(loop, connections, cancellation));
        step.ResidentBytes = subject.Service.Resident();
    }

    /// <summary>To the first answer alone: between being ready and it there is one post.</summary>
    private async Task Starts(GrowthStep step, Seeded seeded, CancellationToken cancellation)
    {
        var results = await Jobs.Start(new JobGround(server, seeded, Options.BuiltService, Quick: false), cancellation);
        step.Figures.AddRange(results.Select(result => new Figure(Jobs.StartName, Jobs.StartName + result.Title, null, result.Measured, [])));
    }

    private async Task Tell(CancellationToken cancellation)
    {
        GrowthTable.Print("the log grows", _log);
        GrowthTable.Print("a room grows", _members);
        Spectre.Console.AnsiConsole.WriteLine("a second / p50 ms / µs of CPU each; of a start the ms alone");
        Spectre.Console.AnsiConsole.WriteLine(machine.ToString());
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, log = _log, members = _members }, FigureTable.Indented), cancellation);
    }
}
