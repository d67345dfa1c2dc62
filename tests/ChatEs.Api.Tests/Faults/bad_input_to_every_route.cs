using ChatEs.Fuzz;
using ChatEs.Fuzz.Seeds;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Faults;

/// <summary>The short form of the fuzzer: docs/fuzzing.md tells of the long one.</summary>
public sealed class bad_input_to_every_route
{
    [Fact]
    public async Task is_refused_in_the_words_of_its_dialect_and_stores_nothing()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"chates-short-fuzz-{Environment.ProcessId}");
        var options = new FuzzOptions(Requests: 1_500, Seed: 4, Workers: 4, Routes: null, folder, Json: null);
        var outcome = await FuzzRun.Run(options, _ => { }, TestContext.Current.CancellationToken);
        outcome.Findings.ShouldBeEmpty($"the requests are in {folder}");
        outcome.Routes.Where(route => route.Requests == 0).ShouldBeEmpty();
        foreach (var dialect in outcome.Routes.Where(route => route.Route != FuzzRoute.None.Key).GroupBy(route => route.Dialect))
        {
            dialect.Sum(route => route.Done).ShouldBeGreaterThan(0, $"nothing of {dialect.Key} was ever done: the seeds are wrong");
            if (dialect.Key != Dialect.Service)
                dialect.Sum(route => route.Refused).ShouldBeGreaterThan(0, $"nothing of {dialect.Key} was ever refused");
        }
        outcome.Watched.ShouldBeGreaterThan(100);
    }
}
