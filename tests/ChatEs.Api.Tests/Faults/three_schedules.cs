using ChatEs.Faults;
using ChatEs.Faults.Ground;
using ChatEs.Faults.Plans;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Faults;

/// <summary>The short form of the harness: docs/faults.md tells of the long one.</summary>
public sealed class three_schedules
{
    private static readonly FaultKind[] Kinds =
    [
        FaultKind.KillService, FaultKind.StopService, FaultKind.KillBackend, FaultKind.StopPostgres, FaultKind.KillPostgres,
        FaultKind.CutNetwork, FaultKind.OneWayNetwork, FaultKind.HalfOpen,
    ];

    [Fact]
    public async Task lose_no_answer_and_double_none()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"chates-short-faults-{Environment.ProcessId}");
        await using var grounds = await Grounds.Prepare(ownDisk: false, movesClocks: false, TestContext.Current.CancellationToken);
        foreach (var seed in new[] { 3, 5, 8 })
        {
            var plan = Plan.Draw(seed, TimeSpan.FromSeconds(4), Kinds);
            var outcome = await FaultRun.One(grounds, plan, folder, TestContext.Current.CancellationToken);
            outcome.Objections.ShouldBeEmpty($"seed {seed}, all of it in {folder}: {plan.Words}");
            outcome.Done.ShouldBeGreaterThan(0);
        }
        Directory.Delete(folder);
    }
}
