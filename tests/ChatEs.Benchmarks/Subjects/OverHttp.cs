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
        await using var client = await ClientProcess.Start(LoadClient.Verb, plan, cancellation);
        await client.Expect(LoadPlan.Begins, cancellation);
        var cpu = new CpuMeter(server.DataDirectory, service.Process, client.Cpu);
        await client.Expect(LoadPlan.Ends, cancellation);
        var (share, resident) = (cpu.Stop(), service.Process.WorkingSet64);
        var result = await client.Result<LoadResult>(cancellation);
        return result with { Measured = result.Measured with { Cpu = share, ResidentBytes = resident } };
    }
}
