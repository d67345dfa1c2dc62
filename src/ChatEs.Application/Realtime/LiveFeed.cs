using System.Runtime.CompilerServices;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Subscriptions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Reads the log once for all who listen in this process, and hands each of them the events that he may see: once, in the
/// order of the log, without a gap between what he missed and what is new. Other processes' events come the same way, since
/// the log is all that it reads; a notification wakes it, and a slow poll is there for the connection that broke without a
/// word. While nobody listens it reads nothing.
/// </summary>
public sealed partial class LiveFeed(
    NpgsqlDataSource db, LogReader log, MessageQueries messages, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<LiveFeed> logger)
    : BackgroundService
{
    private const int PageSize = 1_000;

    /// <summary>
    /// How many of the newest events are kept, for who joins: what was committed between his look at the log and his
    /// joining is told from here.
    /// </summary>
    private const int KeptForJoining = 8_192;

    /// <summary>And how many characters of them: an event may have hundreds of thousands.</summary>
    private const long MostCharactersKept = 16 << 20;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly LivePast _past = new(db, log);
    private readonly Lock _lock = new();
    private readonly LiveRoutes _routes = new();
    private readonly Queue<(LoggedEvent Event, LivePage Page)> _newest = [];
    private long _charactersKept;
    private TaskCompletionSource _wanted = NewSignal();
    private TaskCompletionSource _reading = NewSignal();
    private long? _position;
    private int _listeners;

    /// <summary>How many listen in this process.</summary>
    public int Listeners => Volatile.Read(ref _listeners);

    /// <summary>
    /// What the listener may hear of the log after a place of it, and then what happens, until he stops.
    /// </summary>
    /// <param name="after">A sequence; null is now. A place that is not reached yet is now, too.</param>
    /// <exception cref="LiveEndedException">The connection must end; thrown after the last item that is told.</exception>
    /// <returns>Null when the room that he asks for is none that he may see.</returns>
    public async Task<IAsyncEnumerable<LiveItem>?> Listen(LiveAudience audience, long? after, CancellationToken cancellation)
    {
        if (await _past.Now(audience, cancellation) is not { } now)
            return null;
        return Items(audience, after is { } from && from < now.Sequence ? from : now.Sequence, now, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server waits for its requests before it stops anything else; these would never end by themselves.
        await using var stopping = lifetime.ApplicationStopping.Register(EndAll);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Wanted().WaitAsync(stoppingToken);
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogFailed(logger, e.Message);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Run(connection, $"listen {LogFollower.Channel}", cancellation);
        try
        {
            Begin(await log.LastSequence(cancellation));
            do
            {
                await CatchUp(cancellation);
                if (!await connection.WaitAsync(Poll, cancellation))
                    await Run(connection, "select 1", cancellation);
            }
            while (!Rest());
        }
        finally
        {
            // The connection goes back to the pool without a reset: it must not go on listening there.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Run(connection, $"unlisten {LogFollower.Channel}", CancellationToken.None);
        }
    }

    private async Task CatchUp(CancellationToken cancellation)
    {
        while (await log.FetchLogged(_position!.Value, PageSize, cancellation: cancellation) is { Count: > 0 } events)
        {
            var page = new LivePage(messages);
            lock (_lock)
            {
                foreach (var e in events)
                    Tell(new LiveItem(e, page));
            }
        }
    }

    private void Tell(LiveItem item)
    {
        _routes.Route(item);
        // Without what it was rendered to: few join, and what waits here should be small.
        _newest.Enqueue((item.Logged, item.Page));
        _charactersKept += item.Logged.Characters;
        while (_newest.Count > KeptForJoining || (_charactersKept > MostCharactersKept && _newest.Count > 1))
            _charactersKept -= _newest.Dequeue().Event.Characters;
        _position = item.Sequence;
    }

    /// <summary>After a failure it goes on where it was: nobody misses what happened meanwhile.</summary>
    private void Begin(long head)
    {
        lock (_lock)
        {
            _position ??= head;
            _reading.TrySetResult();
        }
    }

    /// <returns>Whether nobody listens any more, so that the next one begins anew.</returns>
    private bool Rest()
    {
        lock (_lock)
        {
            if (_listeners > 0)
                return false;
            (_position, _wanted, _reading) = (null, NewSignal(), NewSignal());
            _newest.Clear();
            _charactersKept = 0;
            return true;
        }
    }

    private async IAsyncEnumerable<LiveItem> Items(
        LiveAudience audience, long after, Hearing now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var connection = new LiveConnection(audience) { HearsRegardless = now.Regardless };
        var (reading, admitted) = (Enter(), now.Sequence);
        try
        {
            await reading.WaitAsync(cancellation);
            while (true)
            {
                await foreach (var item in Missed(audience, after, now, cancellation))
                    yield return item;
                after = now.Sequence;
                if (TryJoin(connection, now))
                    break;
                if (await _past.Now(audience, cancellation) is not { } newer)
                    throw new LiveEndedException(LiveEnd.NoLongerInRoom);
                if (await _past.EndsAdmission(audience, admitted, newer.Sequence, cancellation))
                    throw new LiveEndedException(LiveEnd.NoLongerAdmitted);
                now = newer;
            }
            await foreach (var item in connection.Read(cancellation))
                yield return item;
        }
        finally
        {
            Leave(connection);
        }
    }

    private async IAsyncEnumerable<LiveItem> Missed(
        LiveAudience audience, long after, Hearing now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (after >= now.Sequence)
            yield break;
        var hearing = await _past.Since(audience, after, now, cancellation);
        while (await _past.Page(hearing, after, cancellation) is { Count: > 0 } events)
        {
            var page = new LivePage(messages);
            List<LiveItem> heard = [.. events.Where(hearing.Hears).Select(e => new LiveItem(e, page, hearing.HasLeft(e)))];
            foreach (var item in heard.Where(item => !item.IsBare))
                page.Want(item);
            foreach (var item in heard)
                yield return item;
            after = events[^1].Sequence;
        }
    }

    /// <returns>False when the feed is further ahead than what it keeps reaches back: look again.</returns>
    private bool TryJoin(LiveConnection connection, Hearing now)
    {
        lock (_lock)
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
                throw new LiveEndedException(LiveEnd.Stopping);
            var reachesBack = _newest.TryPeek(out var oldest) ? oldest.Event.Sequence - 1 : _position;
            if (now.Sequence < reachesBack)
                return false;
            (connection.After, connection.Rooms) = (now.Sequence, [.. now.Rooms ?? []]);
            // What was told to the others already is told to this one alone, by the same rules.
            var alone = new LiveRoutes();
            alone.Add(connection, now.Public);
            foreach (var (kept, page) in _newest)
                alone.Route(new LiveItem(kept, page));
            if (alone.Contains(connection))
                _routes.Add(connection, alone.PublicRooms(connection.Audience.Tenant));
            return true;
        }
    }

    /// <returns>Completed when the log is being read.</returns>
    private Task Enter()
    {
        lock (_lock)
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
                throw new LiveEndedException(LiveEnd.Stopping);
            _listeners++;
            _wanted.TrySetResult();
            return _reading.Task;
        }
    }

    private void Leave(LiveConnection connection)
    {
        lock (_lock)
        {
            _routes.Remove(connection);
            _listeners--;
        }
    }

    private Task Wanted()
    {
        lock (_lock)
            return _wanted.Task;
    }

    private void EndAll()
    {
        lock (_lock)
        {
            foreach (var connection in _routes.All)
                connection.End(LiveEnd.Stopping);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The live feed failed: {Reason}; it goes on where it was")]
    private static partial void LogFailed(ILogger logger, string reason);
}
