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
public sealed class Subscription(
    NpgsqlDataSource db, LogReader log, ISubscriber subscriber, TimeProvider clock, ILogger<Subscription> logger)
{
    private const int PageSize = 1_000;

    /// <summary>Runs until cancelled; after a failure it pauses and goes on from the checkpoint.</summary>
    public Task Run(CancellationToken cancellation) =>
        new LogFollower(db, subscriber.Name, TimeSpan.Zero, clock, logger).Run(async token => await CatchUp(token) > 0, cancellation);

    /// <summary>Handles what the log holds beyond the checkpoint, a page a transaction.</summary>
    /// <returns>How many events were handled.</returns>
    public async Task<long> CatchUp(CancellationToken cancellation = default)
    {
        var handled = 0L;
        while (await HandlePage(cancellation) is var count and > 0)
            handled += count;
        return handled;
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
}
