using System.Collections.Concurrent;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Who is suspended, for the step that every request takes: known to every process within a second, and asked without a
/// round trip. It holds the suspended users only, of all tenants, whose numbers are global.
/// </summary>
public sealed class Suspended(UserQueries users) : IDisposable
{
    private readonly ConcurrentDictionary<UserNumber, bool> _users = [];
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _seen;

    public bool Contains(UserNumber user) => _users.ContainsKey(user);

    /// <summary>
    /// Takes in what has happened since the last time. The places in the log that it goes by are taken in the order of
    /// the commits, so that none can turn up behind one that was seen.
    /// </summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            foreach (var standing in await users.StandingSince(_seen, cancellation))
            {
                if (standing.Suspended)
                    _users[standing.User] = true;
                else
                    _users.TryRemove(standing.User, out _);
                _seen = standing.Sequence;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}

/// <summary>Keeps <see cref="Suspended"/> up to date. While the database is away, what is known stays.</summary>
public sealed partial class SuspensionWatch(Suspended suspended, ILogger<SuspensionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A database that is silent must not keep the service from starting; without it nobody gets anything done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private bool _failing;

    /// <summary>The first look comes before the first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await Look(stoppingToken);
    }

    private async Task Look(CancellationToken cancellation)
    {
        try
        {
            await suspended.Refresh(cancellation).WaitAsync(Patience, cancellation);
            _failing = false;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Told once for each time the database is away, not twice a second.
            if (!_failing)
                LogFailed(logger, e.Message);
            _failing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who is suspended could not be read: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
