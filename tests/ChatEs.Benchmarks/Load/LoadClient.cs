using System.Diagnostics;
using System.Text.Json;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Load;

/// <summary>
/// The load client, a process of its own. Started with inline completions and one socket thread, it is one loop around
/// epoll, as the usual clients written in C are.
/// </summary>
internal static class LoadClient
{
    public const string Verb = "load";

    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_TieredCompilation"] = "0",
    };

    public static async Task<int> Run(CancellationToken cancellation)
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(await Console.In.ReadLineAsync(cancellation) ?? "null")
            ?? throw new InvalidOperationException("The plan is expected on the standard input.");
        var result = await Measure(plan, cancellation);
        Console.WriteLine(JsonSerializer.Serialize(result));
        await ClientProcess.UntilLeft(cancellation);
        return 0;
    }

    private static async Task<LoadResult> Measure(LoadPlan plan, CancellationToken cancellation)
    {
        var requests = new RequestSource(plan);
        var clock = new LoadClock();
        var connections = Enumerable.Range(0, plan.Connections).Select(_ => new Connection()).ToList();
        try
        {
            foreach (var connection in connections)
                await connection.Open(plan.Port);
            var running = Task.WhenAll(connections.Select(connection => Task.Run(() => connection.Run(requests, clock), cancellation)));
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(plan.WarmUpSeconds), cancellation), running);
            var start = Stopwatch.GetTimestamp();
            clock.Begin();
            Console.WriteLine(LoadPlan.Begins);
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(plan.MeasureSeconds), cancellation), running);
            clock.End();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(LoadPlan.Ends);
            await running;
            return new LoadResult(Sum(connections, seconds), requests.NextSteps);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static Measured Sum(List<Connection> connections, double seconds) =>
        Measured.From([.. connections.SelectMany(c => c.Latencies)], seconds, connections.Sum(c => c.Errors)) with
        {
            FirstError = connections.Select(c => c.FirstError).FirstOrDefault(error => error is not null),
        };
}
