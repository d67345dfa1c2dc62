using ChatEs.EventStore.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Application.Analytics.Rollups;

/// <summary>
/// Keeps the rollups about a second behind the log, and under load as much more as keeps its share of the database small.
/// It reads what was committed and takes no lock that a command waits for: posting does not know of it.
/// </summary>
public sealed class RollupWatch(NpgsqlDataSource db, Rollups rollups, TimeProvider clock, ILogger<RollupWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new LogFollower(db, Rollups.Progression, Pause, clock, logger) { LongestPause = LongestPause }.Run(rollups.Advance, stoppingToken);
}
