using ChatEs.Faults.Ground;

namespace ChatEs.Faults.Plans;

/// <summary>Carries out the faults of a plan at their times, and mends each when it has lasted long enough.</summary>
internal sealed class Injection(Grounds grounds, Plan plan)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    private readonly List<string> _objections = [];

    /// <summary>What the faults themselves found: a service that did not stop when it was told to.</summary>
    public IReadOnlyList<string> Objections => _objections;

    public Task Run(CancellationToken cancellation) => Task.WhenAll(plan.Faults.Select(async fault =>
    {
        await Task.Delay(fault.At, cancellation);
        await Do(fault, new Random(fault.Seed), cancellation);
    }));

    /// <summary>Everything as it should be again, and all services ready.</summary>
    public async Task MendAll(CancellationToken cancellation)
    {
        if (grounds.Site.IsOwnDisk)
            grounds.Site.MakeRoom();
        foreach (var service in grounds.Services)
            service.Proxy.Become(Network.Whole);
        await grounds.Database.EnsureRunning(cancellation);
        await Task.WhenAll(grounds.Services.Take(plan.Services).Select(service => service.EnsureReady(cancellation)));
    }

    private async Task Do(PlannedFault fault, Random random, CancellationToken cancellation)
    {
        var (service, database) = (grounds.Services[fault.Target], grounds.Database);
        switch (fault.Kind)
        {
            case FaultKind.KillService:
                service.Kill();
                await Task.Delay(fault.Lasts, cancellation);
                await Restart(service, cancellation);
                break;
            case FaultKind.StopService:
                if (await service.Terminate(StopPatience) is null)
                    _objections.Add($"Service {fault.Target} did not stop within {StopPatience.TotalSeconds:0} s of SIGTERM.");
                await Restart(service, cancellation);
                break;
            case FaultKind.KillBackend:
                await database.ShootBackend(random);
                break;
            case FaultKind.StopPostgres or FaultKind.KillPostgres:
                await database.Shoot(fault.Kind == FaultKind.StopPostgres ? "QUIT" : "KILL");
                await Task.Delay(fault.Lasts, cancellation);
                await database.EnsureRunning(cancellation);
                break;
            case FaultKind.FullDisk:
                await grounds.Site.Fill();
                await Task.Delay(fault.Lasts, cancellation);
                grounds.Site.MakeRoom();
                await database.EnsureRunning(cancellation);
                break;
            case FaultKind.StepClock:
                service.Clock.Step(random.Next(4) switch { 0 => -3600, 1 => 3600, 2 => -7, _ => 90 });
                break;
            default:
                service.Proxy.Become(NetworkOf(fault.Kind, random));
                await Task.Delay(fault.Lasts, cancellation);
                service.Proxy.Become(Network.Whole);
                break;
        }
    }

    private static Network NetworkOf(FaultKind kind, Random random) => kind switch
    {
        FaultKind.CutNetwork => Network.Cut,
        FaultKind.StallNetwork => Network.Stalled,
        FaultKind.HalfOpen => Network.HalfOpen,
        _ => random.Next(2) == 0 ? Network.DeafServer : Network.MuteServer,
    };

    /// <summary>It needs its database to start; while that is away too, the mending at the end starts it.</summary>
    private static async Task Restart(ServiceProcess service, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        await service.EnsureReady(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }
}
