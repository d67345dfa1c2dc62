using System.Text.Json;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Running;
using ChatEs.Benchmarks.Subjects;
using Spectre.Console;

namespace ChatEs.Benchmarks.Listeners;

/// <summary>
/// Deliveries to open connections: so many of them, evenly over the seeded users, each hearing the hundred rooms of its
/// user; a post is heard by a tenth of them. A new service for each row, so that its memory is that of this row.
/// </summary>
internal static class ListenRun
{
    /// <param name="Rate">Posts a second; null is as many as go.</param>
    public sealed record Row(
        int Connections, double? Rate, ListenResult Result, CpuShare Cpu, double BytesEach, long ResidentBytes);

    public static async Task<int> Everything(IReadOnlyList<int> connections, IReadOnlyList<double?> rates, TimeSpan window, string? json, CancellationToken cancellation)
    {
        await using var server = await BenchServer.Start(cancellation);
        var machine = await Machine.Describe(server, cancellation);
        var seeded = await Sow(server, cancellation);
        List<Row> rows = [];
        foreach (var count in connections)
        {
            foreach (var rate in rates)
            {
                rows.Add(await Measure(server, seeded, count, rate, window, cancellation));
                AnsiConsole.MarkupLineInterpolated($"[grey]{count} connections: {rows[^1].Result.Deliveries / rows[^1].Result.Seconds:n0} deliveries a second[/]");
            }
        }
        Print(rows, machine);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, rows }, FigureTable.Indented), cancellation);
        return rows.Exists(row => row.Result.Missing != 0 || row.Result.FirstError is not null) ? 1 : 0;
    }

    private static async Task<Seeded> Sow(BenchServer server, CancellationToken cancellation)
    {
        await using var services = InProcess.Services(server.ConnectionString);
        var seeded = await new Seed(services).Sow(new Sizes(Everywhere: 1, PagedRooms: 0, Crowd: 0, LongRoom: 0), Needs.Rooms, cancellation);
        await server.Execute("vacuum analyze", cancellation);
        return seeded;
    }

    private static async Task<Row> Measure(
        BenchServer server, Seeded seeded, int connections, double? rate, TimeSpan window, CancellationToken cancellation)
    {
        await using var service = await ServiceProcess.Start(Options.BuiltService, server, cancellation);
        // One first, so that what the service loads once is not divided among the connections.
        await using (var first = await ClientProcess.Start(ListenClient.Verb, Plan(service.Port, seeded, 1, null, TimeSpan.FromSeconds(1)), cancellation))
            await Finish(first, cancellation);
        var before = service.Resident();
        await using var client = await ClientProcess.Start(ListenClient.Verb, Plan(service.Port, seeded, connections, rate, window), cancellation);
        await client.Expect(ListenPlan.Opened, cancellation);
        var each = (service.Resident() - before) / (double)connections;
        await client.Tell("", cancellation);
        await client.Expect(LoadPlan.Begins, cancellation);
        var cpu = new CpuMeter(server.DataDirectory, service.Process, client.Cpu);
        await client.Expect(LoadPlan.Ends, cancellation);
        var share = cpu.Stop();
        var result = await client.Result<ListenResult>(cancellation);
        return new Row(connections, rate, result, share, each, service.Resident());
    }

    private static async Task Finish(ClientProcess client, CancellationToken cancellation)
    {
        await client.Expect(ListenPlan.Opened, cancellation);
        await client.Tell("", cancellation);
        await client.Expect(LoadPlan.Begins, cancellation);
        await client.Expect(LoadPlan.Ends, cancellation);
        await client.Result<ListenResult>(cancellation);
    }

    private static ListenPlan Plan(int port, Seeded seeded, int connections, double? rate, TimeSpan window)
    {
        var wire = new Wire(seeded, []);
        int[] perUser = [.. Enumerable.Range(0, Seed.Users).Select(user => (connections / Seed.Users) + (user < connections % Seed.Users ? 1 : 0))];
        return new ListenPlan(
            port,
            [.. Enumerable.Range(0, connections).Select(i => wire.Listen(i % Seed.Users))],
            [.. seeded.Rooms.Select(room => wire.Post(room, room.Members[0], $"{ListenPlan.Slot} {Seed.Text[15..]}"))],
            [.. seeded.Rooms.Select(room => room.Members.Sum(member => perUser[member]))],
            Posters: 8, rate, WarmUpSeconds: window.TotalSeconds / 2, window.TotalSeconds);
    }

    private static void Print(List<Row> rows, Machine machine)
    {
        var table = FigureTable.New("connections", ["posts/s", "deliveries/s", "p50 ms", "p99 ms", "missing", "cut off", "service", "postgres", "client", "others", "KiB each", "RSS MiB"]);
        foreach (var row in rows)
        {
            var result = row.Result;
            table.AddRow(
                FigureTable.Number(row.Connections), FigureTable.Number(result.Posts / result.Seconds), FigureTable.Number(result.Deliveries / result.Seconds),
                FigureTable.Number(result.P50Milliseconds, 1), FigureTable.Number(result.P99Milliseconds, 1), FigureTable.Number(result.Missing), FigureTable.Number(result.CutOff),
                FigureTable.Number(row.Cpu.Service, 2), FigureTable.Number(row.Cpu.Postgres, 2), FigureTable.Number(row.Cpu.Client, 2), FigureTable.Number(row.Cpu.Others, 2),
                FigureTable.Number(row.BytesEach / 1024, 1), FigureTable.Number(row.ResidentBytes >> 20));
            if (result.FirstError is { } error)
                AnsiConsole.MarkupLineInterpolated($"[red]{error}[/]");
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("p50, p99: from the answer to a post until its event has come to one connection; KiB each: resident memory of the service for an open connection");
        AnsiConsole.WriteLine(machine.ToString());
    }
}
