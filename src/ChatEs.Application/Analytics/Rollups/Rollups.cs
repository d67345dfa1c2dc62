using System.Data;
using ChatEs.Application.ReadModels;
using ChatEs.Application.Replay;
using ChatEs.EventStore;
using Npgsql;

namespace ChatEs.Application.Analytics.Rollups;

/// <summary>How far the rollups have come.</summary>
/// <param name="Sequence">Of the last event in them; 0 before the first.</param>
/// <param name="LastSequence">Of the log.</param>
/// <param name="At">When they came there; null before the first time.</param>
public sealed record RollupStanding(long Sequence, long LastSequence, DateTimeOffset? At);

/// <summary>
/// Keeps <c>analytics_private.daily</c>: what was posted on each day, of each room and author. The read models stand
/// exactly at the head of the log, so one snapshot of both says what the events since the checkpoint have made of their
/// messages; rows and checkpoint move in one transaction. So the rollup is exactly the aggregate of the messages as they
/// were at its checkpoint, whichever steps it came by. Any number of processes may try; the lock of the checkpoint's row
/// lets one work at a time.
/// </summary>
public sealed class Rollups(NpgsqlDataSource db)
{
    /// <summary>The name of the checkpoint.</summary>
    public const string Progression = "analytics_rollups";

    public const string Table = "daily";

    private const string Place = $"select last_seq_id from events.mt_event_progression where name = '{Progression}' for update";

    // A lock that is taken by the first query would come after its snapshot: were the read models switched in between, their
    // new tables would look empty to it. So the lock comes first, which takes no snapshot.
    private const string KeepTables = "lock table chat.messages in access share mode";

    private const string StandingText = "select rollup_sequence, log_sequence, rolled_up_at from analytics_private.checkpoint";

    public async Task<RollupStanding> Standing(CancellationToken cancellation = default) => (await db.ReadOne(
        StandingText, [], row => new RollupStanding(row.GetInt64(0), row.GetInt64(1), row.AtOrNull(2)), cancellation))!;

    /// <summary>Takes in everything that the log holds beyond the checkpoint.</summary>
    /// <returns>Whether there was something, and no other process is at it.</returns>
    public async Task<bool> Advance(CancellationToken cancellation = default)
    {
        if (await Standing(cancellation) is var standing && standing.Sequence == standing.LastSequence)
            return false;
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Prepare(connection, cancellation);
        await using var transaction = await Snapshot(connection, cancellation);
        try
        {
            if (await Number(connection, $"{Place} skip locked", cancellation) is not { } reached)
                return false;
            var moved = await Move(connection, reached, cancellation);
            await transaction.CommitAsync(cancellation);
            return moved;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Another process has moved the checkpoint since the snapshot, and done the work.
            return false;
        }
    }

    /// <summary>Likewise, waiting for who is at it.</summary>
    /// <returns>The sequence that the rollups stand at.</returns>
    public async Task<long> CatchUp(CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Prepare(connection, cancellation);
        await using var transaction = await Alone(connection, cancellation);
        await Move(connection, (await Number(connection, Place, cancellation))!.Value, cancellation);
        var sequence = await Number(connection, Place, cancellation);
        await transaction.CommitAsync(cancellation);
        return sequence!.Value;
    }

    /// <summary>Counts all messages anew.</summary>
    /// <returns>The sequence that the rollups stand at from now on.</returns>
    public async Task<long> Rebuild(CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Prepare(connection, cancellation);
        await using var transaction = await Alone(connection, cancellation);
        // Not truncated: who reads with an older snapshot would find nothing.
        await Execute(connection, "delete from analytics_private.daily", cancellation);
        await Move(connection, 0, cancellation);
        var sequence = await Number(connection, Place, cancellation);
        await transaction.CommitAsync(cancellation);
        return sequence!.Value;
    }

    /// <summary>
    /// Takes in what is missing, compares every row with a count of all messages in the same snapshot, and leaves
    /// everything as it was.
    /// </summary>
    /// <returns>How many rows there are, and the first that differs.</returns>
    public async Task<(long Rows, Difference? Difference)> Verify(CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Prepare(connection, cancellation);
        await using var transaction = await Alone(connection, cancellation);
        await Move(connection, (await Number(connection, Place, cancellation))!.Value, cancellation);
        Difference? difference = null;
        await using (var command = Command(connection, RollupSql.FirstDifference))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (await reader.ReadAsync(cancellation))
                difference = new Difference(Table, reader.TextOrNull(0), reader.TextOrNull(1));
        }
        var rows = await Number(connection, "select count(*) from analytics_private.daily", cancellation);
        await transaction.RollbackAsync(cancellation);
        return (rows!.Value, difference);
    }

    private static async Task<bool> Move(NpgsqlConnection connection, long reached, CancellationToken cancellation)
    {
        var head = (await Number(connection, "select last_seq from events.mt_head", cancellation))!.Value;
        if (head == reached)
            return false;
        if (reached == 0)
        {
            await Execute(connection, RollupSql.CountAll, cancellation);
        }
        else
        {
            await Execute(connection, RollupSql.Add, cancellation, reached, head);
            await Execute(connection, RollupSql.Forget, cancellation, reached, head);
            await Execute(connection, RollupSql.CountAnew, cancellation, reached, head);
        }
        await Execute(
            connection,
            $"update events.mt_event_progression set last_seq_id = $1, last_updated = transaction_timestamp() where name = '{Progression}'",
            cancellation, head);
        return true;
    }

    private static Task Prepare(NpgsqlConnection connection, CancellationToken cancellation) => Execute(
        connection, $"insert into events.mt_event_progression (name, last_seq_id) values ('{Progression}', 0) on conflict do nothing", cancellation);

    private static async Task<NpgsqlTransaction> Snapshot(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await Execute(connection, $"{KeepTables}; {SteadyPlans.Lift}", cancellation);
        return transaction;
    }

    /// <summary>Waits for who works on the rollups just now.</summary>
    private static async Task<NpgsqlTransaction> Alone(NpgsqlConnection connection, CancellationToken cancellation)
    {
        while (true)
        {
            var transaction = await Snapshot(connection, cancellation);
            try
            {
                await Number(connection, Place, cancellation);
                return transaction;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure)
            {
                await transaction.DisposeAsync();
            }
        }
    }

    private static async Task<long?> Number(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = Command(connection, sql);
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation, params long[] numbers)
    {
        await using var command = Command(connection, sql);
        foreach (var number in numbers)
            command.Parameters.Add(Sql.Number(number));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Without a time-out: counting a long log takes as long as it takes.</summary>
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = 0 };
}
