using ChatEs.EventStore.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>What keeps the log from being signed; for the health of the service, which serves all the same.</summary>
public sealed class CheckpointHealth
{
    private volatile string? _fault;

    /// <summary>Null when all is well.</summary>
    public string? Fault
    {
        get => _fault;
        set => _fault = value;
    }
}

/// <summary>
/// Keeps the checkpoints less than a second behind the log, and makes no more than about one a second. A log that was
/// tampered with is told once in the log of the service and stands in its health; posting goes on, for a stranger who
/// could stop it by changing a byte would be given another weapon.
/// </summary>
public sealed partial class CheckpointWatch(
    NpgsqlDataSource db, Checkpointer checkpointer, CheckpointKeys keys, CheckpointHealth health, ILogger<CheckpointWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(900);

    /// <exception cref="FormatException">The configured key or name cannot be used.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Check();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new LogFollower(db, "checkpoints", Pause, TimeProvider.System, logger).Run(Make, stoppingToken);

    private async Task<bool> Make(CancellationToken cancellation)
    {
        var outcome = await checkpointer.Make(mayChangeKey: true, cancellation);
        if (outcome.Fault is { } fault && fault != health.Fault)
            LogTampered(logger, fault);
        // A process that was not at it knows nothing better than before.
        if (outcome.Made is not null || outcome.Fault is not null)
            health.Fault = outcome.Fault;
        return outcome.Made is not null;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The log is not what was signed, and no checkpoint is made: {Fault}. See: chates audit verify")]
    private static partial void LogTampered(ILogger logger, string fault);
}
