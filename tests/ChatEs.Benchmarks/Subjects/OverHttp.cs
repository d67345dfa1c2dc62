using System.Diagnostics;
using System.Text.Json;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>The service as it is run, and a load client beside it.</summary>
internal sealed class OverHttp(BenchServer server, Seeded seeded, ServiceProcess service) : ISubject
{
    /// <summary>In seconds; a plan that ends with its steps ends long before.</summary>
    private const double Longest = 300;

    private readonly Requests _requests = new(seeded);
    private int _nextStep;

    public async Task Prime(CancellationToken cancellation)
    {
        var plan = new LoadPlan(service.Port, ISubject.PrimingCallers, 0, Longest, _requests.For(Work.Posts), new Steps(0, 1)) { EndsWithSteps = true };
        if (await Send(plan, cancellation) is { Measured: { Errors: > 0 } primed })
            throw new InvalidOperationException($"The service refused a post: {primed.FirstError}");
    }

    public async Task<Measured> Run(Work work, int connections, Window window, CancellationToken cancellation)
    {
        var plan = new LoadPlan(
            service.Port, connections, window.WarmUp.TotalSeconds, window.Measure.TotalSeconds, _requests.For(work),
            work == Work.Seen ? new Steps(_nextStep, seeded.Messages.Everywhere) : null);
        var result = await Send(plan, cancellation);
        if (work == Work.Seen)
            _nextStep = result.NextStep;
        return result.Measured;
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private async Task<LoadResult> Send(LoadPlan plan, CancellationToken cancellation)
    {
        using var client = new Process { StartInfo = Describe() };
        client.Start();
        try
        {
            await client.StandardInput.WriteLineAsync(JsonSerializer.Serialize(plan).AsMemory(), cancellation);
            await Expect(client, LoadPlan.Begins, cancellation);
            var cpu = new CpuMeter(server.DataDirectory, service.Process, () => CpuClock.Of(client));
            await Expect(client, LoadPlan.Ends, cancellation);
            var (share, resident) = (cpu.Stop(), service.Process.WorkingSet64);
            var result = JsonSerializer.Deserialize<LoadResult>(await Line(client, cancellation))!;
            return result with { Measured = result.Measured with { Cpu = share, ResidentBytes = resident } };
        }
        finally
        {
            if (!client.HasExited)
                client.Kill();
            await client.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task Expect(Process client, string word, CancellationToken cancellation)
    {
        if (await Line(client, cancellation) is var line && line != word)
            throw new InvalidOperationException($"The load client said '{line}' instead of '{word}'.");
    }

    private static async Task<string> Line(Process client, CancellationToken cancellation) =>
        await client.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The load client ended early.");

    private static ProcessStartInfo Describe()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatEs.Benchmarks.exe" : "ChatEs.Benchmarks");
        var start = new ProcessStartInfo(program, [LoadClient.Verb])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in LoadClient.Environment)
            start.Environment[name] = value;
        return start;
    }
}
