using ChatEs.Domain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Keeps who is online: whoever listens to events, on any connection to any process. Who comes back within seconds was never
/// away; whom a process had that died is offline a minute later.
/// </summary>
public sealed partial class PresenceKeeper(OnlineUsers online, TimeProvider clock, ILogger<PresenceKeeper> logger) : BackgroundService
{
    /// <summary>So long after his last connection a user is offline.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(3);

    private readonly Guid _process = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, long User), int> _connections = [];
    private readonly Dictionary<(string Tenant, long User), DateTimeOffset> _left = [];
    private HashSet<(string Tenant, long User)> _written = [];
    private bool _hasChanged;
    private DateTimeOffset _nextBeat = DateTimeOffset.MinValue;

    /// <summary>One connection more.</summary>
    internal void Enter(string tenant, UserNumber user)
    {
        var who = (tenant, user.Value);
        lock (_lock)
        {
            _connections[who] = _connections.GetValueOrDefault(who) + 1;
            _left.Remove(who);
            _hasChanged = true;
        }
    }

    /// <summary>One connection less.</summary>
    internal void Leave(string tenant, UserNumber user)
    {
        var who = (tenant, user.Value);
        lock (_lock)
        {
            if (--_connections[who] > 0)
                return;
            _connections.Remove(who);
            _left[who] = clock.GetUtcNow();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await Tick(timer, stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                lock (_lock)
                    _hasChanged = true;
                LogFailed(logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        await LeaveAll();
    }

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Write(CancellationToken cancellation)
    {
        var isBeat = clock.GetUtcNow() >= _nextBeat;
        if (Present(isBeat) is not { } present)
            return;
        // At a beat all are entered again: another process may have taken this one for dead meanwhile.
        var entering = isBeat ? present : [.. present.Except(_written)];
        HashSet<(string, long)> leaving = [.. _written.Except(present)];
        // A process that nobody listens to writes nothing.
        if (entering.Count > 0 || leaving.Count > 0)
            await online.Change(_process, entering, leaving, cancellation);
        _written = present;
        if (isBeat)
            _nextBeat = clock.GetUtcNow() + Heartbeat;
    }

    /// <returns>Null when there is nothing new to write.</returns>
    private HashSet<(string Tenant, long User)>? Present(bool always)
    {
        lock (_lock)
        {
            var longAgo = clock.GetUtcNow() - Grace;
            foreach (var (who, _) in _left.Where(left => left.Value <= longAgo).ToList())
            {
                _left.Remove(who);
                _hasChanged = true;
            }
            if (!_hasChanged && !always)
                return null;
            _hasChanged = false;
            return [.. _connections.Keys, .. _left.Keys];
        }
    }

    private async Task LeaveAll()
    {
        if (_written.Count == 0)
            return;
        using var patience = new CancellationTokenSource(PatienceAtTheEnd);
        try
        {
            await online.Change(_process, [], _written, patience.Token);
        }
        catch (Exception e)
        {
            // A minute later they are offline all the same.
            LogFailed(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who is online could not be written down: {Reason}; it is tried again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
