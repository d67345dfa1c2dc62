using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Scenarios;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>The service as it is run, and a load client beside it.</summary>
/// <param name="done">How far each series of steps is; it outlives the service, since what was seen stays seen.</param>
internal sealed class OverHttp(BenchServer server, Wire wire, ServiceProcess service, Dictionary<string, int> done) : ISubject
{
    /// <summary>In seconds; a plan that ends with its steps ends long before.</summary>
    private const double Longest = 300;

    public static async Task<OverHttp> Start(
        string executable, BenchServer server, Seeded seeded, Needs needs, Dictionary<string, int> done, CancellationToken cancellation)
    {
        var service = await ServiceProcess.Start(executable, server, cancellation);
        try
        {
            await service.UntilCaughtUp(server, cancellation);
            await service.Count(cancellation);
            var tokens = needs.HasFlag(Needs.AccessTokens) ? await AccessTokens.Of(seeded, service.Port, cancellation) : [];
            return new OverHttp(server, new Wire(seeded, tokens), service, done);
        }
        catch (Exception)
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public ServiceProcess Service => service;

    public async Task Prime(CancellationToken cancellation)
    {
        var group = new RequestGroup([.. wire.Everywhere(wire.Post)]) { Steps = new("primed", 1) };
        var plan = new LoadPlan(service.Port, ISubject.PrimingCallers, 0, Longest, [group]) { EndsWithSteps = true };
        if (await Send(plan, cancellation) is { Measured: { Errors: > 0 } primed })
            throw new InvalidOperationException($"The service refused a post: {primed.FirstError}");
    }

    public async Task<Measured> Run(Loop loop, int connections, Window window, CancellationToken cancellation)
    {
        RequestGroup[] groups = [.. loop.Requests(wire).Select(group => group with { Steps = GoneOn(group.Steps) })];
        var plan = new LoadPlan(service.Port, connections, window.WarmUp.TotalSeconds, window.Measure.TotalSeconds, groups);
        var result = await Send(plan, cancellation);
        foreach (var (steps, next) in groups.Select(group => group.Steps).Zip(result.NextSteps))
        {
            if (steps is not null)
                done[steps.Series] = next;
        }
        return result.Measured;
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private Steps? GoneOn(Steps? steps) => steps is null ? null : steps with { First = done.GetValueOrDefault(steps.Series) };

    private async Task<LoadResult> Send(LoadPlan plan, CancellationToken cancellation)
    {
        await using var client = await ClientProcess.Start(LoadClient.Verb, plan, cancellation);
        await client.Expect(LoadPlan.Begins, cancellation);
        var cpu = new CpuMeter(server.DataDirectory, service.Process, client.Cpu);
        await client.Expect(LoadPlan.Ends, cancellation);
        var (share, allocated) = (cpu.Stop(), service.Counters?.AllocatedPerSecond(cpu.Began));
        var resident = service.Resident();
        var result = await client.Result<LoadResult>(cancellation);
        return result with { Measured = result.Measured with { Cpu = share, ResidentBytes = resident, AllocatedBytesPerSecond = allocated } };
    }
}
