using System.Runtime.CompilerServices;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
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
    NpgsqlDataSource db, LogReader log, MessageQueries messages, Signals signals, OnlineUsers online, PresenceKeeper presence, TimeProvider clock,
    IHostApplicationLifetime lifetime, ILogger<LiveFeed> logger)
    : BackgroundService
{
    private const int PageSize = 1_000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly LivePast _past = new(db, log);
    private readonly Lock _lock = new();
    private readonly LiveRoutes _routes = new();
    private readonly NewestEvents _newest = new();
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
    /// <exception cref="ObjectDisposedException">The service stops, and the log was not being read.</exception>
    /// <returns>Null when the room that he asks for is none that he may see.</returns>
    public async Task<IAsyncEnumerable<LiveItem>?> Listen(LiveAudience audience, long? after, CancellationToken cancellation)
    {
        // What passes is told to who is there: he is before anything is answered. While the database is away nothing
        // is read, and a stop must not wait for that to end.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var awake = Awake();
        await awake.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(!awake.IsCompleted, this);
        if (await _past.Now(audience, cancellation) is not { } now)
            return null;
        return Items(audience, after is { } from && from < now.Sequence ? from : now.Sequence, new(now), cancellation);
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
        await using var passing = new SignalReader(signals, online, Tell);
        var hasGrown = true;
        connection.Notification += (_, told) =>
        {
            if (told.Channel == Signals.Channel)
                passing.Take(told.Payload);
            else
                hasGrown = true;
        };
        await Run(connection, $"listen {LogFollower.Channel}; listen {Signals.Channel}", cancellation);
        try
        {
            Begin(await log.LastSequence(cancellation));
            do
            {
                // A signal wakes the connection, too, and says nothing of the log.
                if (hasGrown)
                    await CatchUp(cancellation);
                hasGrown = false;
                if (!await connection.WaitAsync(Poll, cancellation))
                {
                    await Run(connection, "select 1", cancellation);
                    hasGrown = true;
                }
            }
            while (!Rest());
        }
        finally
        {
            // The connection goes back to the pool without a reset: it must not go on listening there.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Run(connection, "unlisten *", CancellationToken.None);
        }
    }

    private async Task CatchUp(CancellationToken cancellation)
    {
        while (await log.FetchLogged(_position!.Value, PageSize, cancellation: cancellation) is { Count: > 0 } events)
        {
            var page = new LivePage(messages);
            try
            {
                lock (_lock)
                {
                    foreach (var e in events)
                        Tell(new LiveEvent(e, page));
                }
            }
            finally
            {
                // Who was told already waits for it.
                page.Complete();
            }
        }
    }

    private void Tell(LiveSignal signal, IEnumerable<RoomNumber> rooms)
    {
        lock (_lock)
            _routes.Signal(signal, rooms);
    }

    private void Tell(LiveEvent item)
    {
        // What a newer version of this service wrote is for its own listeners.
        if (item.Logged.IsKnown)
        {
            _routes.Route(item);
            _newest.Add(item.Logged, item.Page);
        }
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
            return true;
        }
    }

    /// <param name="found">What he hears now; taken out, since an enumerator keeps its parameters as long as it lives.</param>
    private async IAsyncEnumerable<LiveItem> Items(
        LiveAudience audience, long after, StrongBox<Hearing?> found, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (now, connection) = (found.Value!, new LiveConnection(audience) { HearsRegardless = found.Value!.Regardless });
        found.Value = null;
        var (reading, missed) = (Enter(), new MissedEvents(_past, messages, lifetime, audience, now.Sequence));
        if (audience.User is { } entering)
            presence.Enter(audience.Tenant, entering);
        try
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
            await reading.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            while (true)
            {
                await foreach (var item in missed.Between(after, now, cancellation))
                    yield return item;
                after = now.Sequence;
                if (TryJoin(connection, now))
                    break;
                now = await missed.LookAgain(cancellation);
            }
            (now, missed) = (null!, null!);
            await foreach (var item in connection.Read(cancellation))
                yield return item;
        }
        finally
        {
            Leave(connection);
            if (audience.User is { } leaving)
                presence.Leave(audience.Tenant, leaving);
        }
    }

    /// <returns>False when the feed is further ahead than what it keeps reaches back: look again.</returns>
    private bool TryJoin(LiveConnection connection, Hearing now)
    {
        lock (_lock)
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
                throw new LiveEndedException(LiveEnd.Stopping);
            if (now.Sequence < (_newest.After ?? _position))
                return false;
            (connection.After, connection.Rooms) = (now.Sequence, [.. now.Rooms ?? []]);
            // What was told to the others already is told to this one alone, by the same rules.
            var alone = new LiveRoutes();
            alone.Add(connection, now.Public);
            foreach (var (kept, page) in _newest.Since(now.Sequence))
                alone.Route(new LiveEvent(kept, page));
            if (alone.Contains(connection))
                _routes.Add(connection, alone.PublicRooms(connection.Audience.Tenant));
            return true;
        }
    }

    /// <returns>Completed when the log is being read, or never will be.</returns>
    private Task Awake()
    {
        lock (_lock)
        {
            return lifetime.ApplicationStopping.IsCancellationRequested ? Task.CompletedTask : Wake();
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
            return Wake();
        }
    }

    private Task Wake()
    {
        _wanted.TrySetResult();
        return _reading.Task;
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
