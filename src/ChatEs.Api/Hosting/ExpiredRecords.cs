using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Hosting;

/// <summary>Removes idempotency records that no retry may ask for any more, and sessions that have ended: at the start, and every hour.</summary>
internal sealed partial class ExpiredRecords(
    IdempotencyRecords records, TokenSessions sessions, TimeProvider clock, ILogger<ExpiredRecords> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            await Remove(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Remove(CancellationToken cancellation)
    {
        try
        {
            if (await records.RemoveExpired(clock.GetUtcNow(), cancellation) is > 0 and var removed)
                LogRemoved(logger, removed);
            await sessions.RemoveExpired(clock.GetUtcNow(), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The next hour tries again; an exception from here would stop the service.
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Removed} expired idempotency records removed")]
    private static partial void LogRemoved(ILogger logger, int removed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired idempotency records could not be removed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
