using ChatEs.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Application;

/// <summary>
/// Asks the database again and again whether it is there. While it is not, requests are turned away at once instead of
/// waiting, each for itself, for a connection that will not come; and commands in the writer's queue are answered.
/// </summary>
public sealed partial class DatabaseWatch : BackgroundService
{
    /// <summary>Between two looks while all is well: so late at most it is noticed that a database fell silent.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromMilliseconds(100);

    /// <summary>Silence for so long is an absence. Shorter, and a busy machine would be taken for one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _asking;
    private readonly PostgresEventStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<DatabaseWatch> _logger;
    private readonly SemaphoreSlim _suspected = new(0, 1);
    private volatile bool _isAway;

    public DatabaseWatch(string connectionString, PostgresEventStore store, TimeProvider clock, ILogger<DatabaseWatch> logger)
    {
        (_store, _clock, _logger) = (store, clock, logger);
        // A connection of its own: the pool's may all be in use, which is no absence.
        _asking = NpgsqlDataSource.Create(ChatEsDatabase.OneConnection(connectionString, "chates-watch", Patience));
    }

    public bool IsAway => _isAway;

    /// <summary>Somebody could not reach it: look now.</summary>
    public void Suspect()
    {
        try
        {
            if (_suspected.CurrentCount == 0)
                _suspected.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else said so in the same moment, or the service is gone.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _asking.Dispose();
        _suspected.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                Learn(await WhyAway(stoppingToken));
                if (_isAway)
                    await Task.Delay(PauseWhileAway, _clock, stoppingToken);
                else
                    await _suspected.WaitAsync(Pause, stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, and what was asked then may end in any way.
        }
    }

    /// <returns>Null when it is there.</returns>
    private async Task<Exception?> WhyAway(CancellationToken cancellation)
    {
        if (await Ask(cancellation) is not { } first)
            return null;
        if (_isAway)
            return first;
        // The connection may have been cut while the database is well, or this process may have stood still.
        _asking.Clear();
        return await Ask(cancellation);
    }

    private async Task<Exception?> Ask(CancellationToken cancellation)
    {
        try
        {
            await using var command = _asking.CreateCommand("select 1");
            // Waiting is given up from outside: a connection that is being opened to a silent server does not heed its token.
            await command.ExecuteScalarAsync(cancellation).WaitAsync(Patience, cancellation);
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return e;
        }
    }

    private void Learn(Exception? why)
    {
        if (why is not null)
        {
            if (!_isAway)
                LogAway(_logger, why.Message);
            _isAway = true;
            _store.FailWaiting(why as NpgsqlException ?? new NpgsqlException("The database does not answer.", why));
        }
        else if (_isAway)
        {
            _isAway = false;
            LogBack(_logger);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database is away: {Reason}; requests are turned away until it is back")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is back")]
    private static partial void LogBack(ILogger logger);
}
