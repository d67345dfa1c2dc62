namespace ChatEs.Api.Hosting;

/// <summary>Something to be cleared away from time to time.</summary>
internal interface IChore
{
    /// <summary>What is removed, in the plural, for the log.</summary>
    string Of { get; }

    /// <returns>How many were removed.</returns>
    Task<int> Do(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>Does the chores: at the start, and every hour. Every process does them; they do not mind each other.</summary>
internal sealed partial class Housekeeping(IEnumerable<IChore> chores, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            foreach (var chore in chores)
                await Do(chore, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Do(IChore chore, CancellationToken cancellation)
    {
        try
        {
            if (await chore.Do(clock.GetUtcNow(), cancellation) is > 0 and var removed)
                LogRemoved(logger, removed, chore.Of);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The next hour tries again; an exception from here would stop the service.
            LogFailed(logger, e, chore.Of);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Removed} {Of} removed")]
    private static partial void LogRemoved(ILogger logger, int removed, string of);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Of} could not be removed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string of);
}
