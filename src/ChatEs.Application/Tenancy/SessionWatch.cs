using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// The end of sessions, for connections that outlive the request that was admitted: a logout is in no event. One statement
/// a second looks at all that are watched, so that the end of a session reaches every process within that time; while none
/// is watched nothing is asked.
/// </summary>
public sealed partial class SessionWatch(WebSessions sessions, ILogger<SessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<WatchedSession> _watched = [];
    private bool _failing;

    /// <summary>Until it is disposed of.</summary>
    public WatchedSession Watch(string id)
    {
        var session = new WatchedSession(id, this);
        lock (_lock)
            _watched.Add(session);
        return session;
    }

    internal void Forget(WatchedSession session)
    {
        lock (_lock)
            _watched.Remove(session);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await Look(stoppingToken);
    }

    private async Task Look(CancellationToken cancellation)
    {
        ILookup<string, WatchedSession> watched;
        lock (_lock)
            watched = _watched.ToLookup(session => session.Id, StringComparer.Ordinal);
        if (watched.Count == 0)
            return;
        try
        {
            foreach (var ended in await sessions.EndedOf([.. watched.Select(same => same.Key)], cancellation).WaitAsync(Patience, cancellation))
            {
                foreach (var session in watched[ended])
                    session.End();
            }
            _failing = false;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Told once for each time the database is away, not every second.
            if (!_failing)
                LogFailed(logger, e.Message);
            _failing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which sessions have ended could not be read: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}

/// <summary>A session that somebody goes on by.</summary>
public sealed class WatchedSession : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly SessionWatch _watch;

    internal WatchedSession(string id, SessionWatch watch) => (Id, _watch, Ended) = (id, watch, _ended.Token);

    public CancellationToken Ended { get; }

    internal string Id { get; }

    public void Dispose()
    {
        _watch.Forget(this);
        _ended.Dispose();
    }

    /// <summary>It may be on its way out by itself; who waits for it goes on elsewhere, so that none holds up the others.</summary>
    internal void End()
    {
        try
        {
            _ = _ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Nobody goes on by it any more.
        }
    }
}
