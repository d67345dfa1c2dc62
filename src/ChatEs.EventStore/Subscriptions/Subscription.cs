using ChatEs.EventStore.Reading;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.EventStore.Subscriptions;

/// <summary>What a subscription does with the events it is given.</summary>
public interface ISubscriber
{
    /// <summary>Names the checkpoint; changing it starts over.</summary>
    string Name { get; }

    /// <summary>
    /// Handles events in log order. What it writes through <paramref name="transaction"/> is committed together with the
    /// checkpoint, so exactly once; effects elsewhere happen at least once.
    /// </summary>
    Task Handle(IReadOnlyList<Event> events, NpgsqlTransaction transaction, CancellationToken cancellation);
}

/// <summary>
/// Follows the log. A notification wakes it; a slow poll is there for the connection that broke without a word. Several
/// processes may run the same subscription: the checkpoint's row lock lets one work at a time, and none sees an event
/// that another has finished.
/// </summary>
public sealed partial class Subscription(
    NpgsqlDataSource db, LogReader log, ISubscriber subscriber, TimeProvider clock, ILogger<Subscription> logger)
{
    public const string Channel = "chates_events";

    private const int PageSize = 1_000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled; after a failure it pauses and goes on from the checkpoint.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await Follow(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(logger, e, subscriber.Name);
                await Task.Delay(PauseAfterFailure, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Handles what the log holds beyond the checkpoint, a page a transaction.</summary>
    /// <returns>How many events were handled.</returns>
    public async Task<long> CatchUp(CancellationToken cancellation = default)
    {
        var handled = 0L;
        while (await HandlePage(cancellation) is var count and > 0)
            handled += count;
        return handled;
    }

    private async Task Follow(CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        try
        {
            while (true)
            {
                await CatchUp(cancellation);
                if (!await connection.WaitAsync(Poll, cancellation))
                    await Probe(connection, cancellation);
            }
        }
        finally
        {
            // The connection goes back to the pool without a reset: it must not go on listening there.
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await using var unlisten = new NpgsqlCommand($"unlisten {Channel}", connection);
                await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Silence may be a connection that died without a word: then it would be the slow poll from now on.</summary>
    private static async Task Probe(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var probe = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
        await probe.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<int> HandlePage(CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await EnsureCheckpoint(connection, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var checkpoint = await Checkpoint(connection, cancellation);
        if (checkpoint is null)
            return 0;
        var events = await log.FetchLog(connection, checkpoint.Value, PageSize, cancellation: cancellation);
        if (events.Count == 0)
            return 0;
        await subscriber.Handle(events, transaction, cancellation);
        await using var move = new NpgsqlCommand(
            "update events.mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp() where name = $1", connection)
        {
            Parameters = { new() { Value = subscriber.Name }, new() { Value = events[^1].Sequence } },
        };
        await move.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return events.Count;
    }

    private async Task EnsureCheckpoint(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "insert into events.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = subscriber.Name } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>Null when another process is at work on this subscription just now.</returns>
    private async Task<long?> Checkpoint(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select last_seq_id from events.mt_event_progression where name = $1 for update skip locked", connection)
        {
            Parameters = { new() { Value = subscriber.Name } },
        };
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {Name} failed; it goes on from its checkpoint")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
