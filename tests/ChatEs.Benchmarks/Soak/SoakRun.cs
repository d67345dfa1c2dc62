using System.Text.Json;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Running;
using ChatEs.Benchmarks.Scenarios;
using ChatEs.Benchmarks.Subjects;
using Spectre.Console;

namespace ChatEs.Benchmarks.Soak;

/// <summary>The mixed load for minutes, to see whether memory stays where it is.</summary>
internal static class SoakRun
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public sealed record Row(int Minute, Measured Measured, double? HeapBytes, long? PostgresBytes);

    /// <returns>The exit code: 1 when the service had more and more memory, or anything was answered with an error.</returns>
    public static async Task<int> Everything(int minutes, int connections, string? json, CancellationToken cancellation)
    {
        await using var server = await BenchServer.Start(cancellation);
        var machine = await Machine.Describe(server, cancellation);
        var loop = Catalogue.LoopOf(Mixing.Name);
        await using var subject = await Begin(server, loop, cancellation);
        await using var resident = new ResidentSampler(subject.Service);
        List<Row> rows = [];
        try
        {
            for (var minute = 1; minute <= minutes; minute++)
            {
                var measured = await subject.Run(loop, connections, new Window(TimeSpan.Zero, Minute), cancellation);
                rows.Add(new(minute, measured, subject.Service.Counters?.HeapBytes, PostgresMemory.Of(server.DataDirectory)));
                FigureTable.PrintLine($"minute {minute}", connections, measured);
            }
        }
        finally
        {
            Print(rows, machine);
        }
        var (second, last, grows) = await resident.Judge();
        AnsiConsole.MarkupLineInterpolated($"RSS of the service: {second / (1 << 20):n1} MiB in the second third, {last / (1 << 20):n1} in the last: {(grows ? "it grows" : "flat")}.");
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, rows, second, last, grows }, FigureTable.Indented), cancellation);
        return grows || rows.Exists(row => row.Measured.Errors > 0) ? 1 : 0;
    }

    private static async Task<OverHttp> Begin(BenchServer server, Loop loop, CancellationToken cancellation)
    {
        Seeded seeded;
        await using (var services = InProcess.Services(server.ConnectionString))
            seeded = await new Seed(services).Sow(Sizes.Full, loop.Needs, cancellation);
        await server.Execute("vacuum analyze", cancellation);
        var subject = await OverHttp.Start(Options.BuiltService, server, seeded, loop.Needs, [], cancellation);
        try
        {
            await subject.Prime(cancellation);
            return subject;
        }
        catch (Exception)
        {
            await subject.DisposeAsync();
            throw;
        }
    }

    private static void Print(List<Row> rows, Machine machine)
    {
        var table = FigureTable.New("minute", ["per second", "p50 ms", "p99 ms", "RSS MiB", "GC heap MiB", "allocated MiB/s", "KiB each", "PostgreSQL MiB", "errors"]);
        foreach (var row in rows)
        {
            var measured = row.Measured;
            table.AddRow(
                FigureTable.Number(row.Minute), FigureTable.Number(measured.PerSecond), FigureTable.Number(measured.P50Milliseconds, 2),
                FigureTable.Number(measured.P99Milliseconds, 2), FigureTable.Number(measured.ResidentBytes >> 20), FigureTable.Number(row.HeapBytes / (1 << 20)),
                FigureTable.Number(measured.AllocatedBytesPerSecond / (1 << 20), 1), FigureTable.Number(measured.AllocatedBytesEach / 1024, 1),
                FigureTable.Number(row.PostgresBytes >> 20), FigureTable.Number(measured.Errors));
            if (measured.FirstError is { } error)
                AnsiConsole.MarkupLineInterpolated($"[red]{error}[/]");
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("GC heap: after the newest collection; PostgreSQL: all its processes, what they share counted once");
        AnsiConsole.WriteLine(machine.ToString());
    }
}
