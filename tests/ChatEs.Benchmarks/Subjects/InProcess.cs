using System.Diagnostics;
using ChatEs.Application;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>
/// Callers of the command bus and the queries within this process: the core without HTTP. Its CPU includes the callers,
/// which do next to nothing.
/// </summary>
internal sealed class InProcess(BenchServer server, Seeded seeded, ServiceProvider services) : ISubject
{
    private readonly Calls _calls = new(services, seeded);

    public static ServiceProvider Services(string connectionString) =>
        new ServiceCollection().AddLogging().AddChatEs(connectionString, serving: true).BuildServiceProvider();

    public Task Prime(CancellationToken cancellation) => _calls.Prime(cancellation);

    public async Task<Measured> Run(Loop loop, int connections, Window window, CancellationToken cancellation)
    {
        await Around(loop, connections, window.WarmUp, cancellation);
        using var self = Process.GetCurrentProcess();
        var cpu = new CpuMeter(server.DataDirectory, self, () => null);
        var before = GC.GetTotalAllocatedBytes();
        var measured = await Around(loop, connections, window.Measure, cancellation);
        return measured with
        {
            Cpu = cpu.Stop(),
            ResidentBytes = self.WorkingSet64,
            AllocatedBytesPerSecond = (GC.GetTotalAllocatedBytes() - before) / measured.Seconds,
        };
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<Measured> Around(Loop loop, int connections, TimeSpan time, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var callers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => Caller(loop.Call!, start, time, cancellation), cancellation)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Measured.From([.. callers.SelectMany(latencies => latencies)], seconds, errors: 0);
    }

    /// <summary>A refusal or an exception ends the run: nothing here may be refused.</summary>
    private async Task<List<int>> Caller(Func<Calls, CancellationToken, Task> call, long start, TimeSpan time, CancellationToken cancellation)
    {
        List<int> latencies = [];
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            await call(_calls, cancellation);
            latencies.Add((int)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
        }
        return latencies;
    }
}
