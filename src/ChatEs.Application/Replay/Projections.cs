using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Replay;

/// <summary>The first row in which a read model and the log disagree.</summary>
/// <param name="Live">The row as it is, as JSON; null when there is none.</param>
/// <param name="Replayed">The row as the log says, as JSON; null when there should be none.</param>
public sealed record Difference(string Table, string? Live, string? Replayed);

/// <param name="Sequence">The place in the log that was compared.</param>
/// <param name="Rows">Rows compared, by table.</param>
public sealed record Verification(long Sequence, IReadOnlyList<(string Table, long Rows)> Rows, Difference? Difference);

/// <summary>
/// Rebuilds the read models from the log beside the live ones, to prove them or to take their place; and after them the
/// rollups, which follow the log with a checkpoint of their own. One run at a time, whatever process it is in.
/// </summary>
public sealed class Projections(string connectionString, NpgsqlDataSource db, LogReader log, Rollups rollups)
{
    private const string ShadowOfVerify = "chat_verify";
    private const string ShadowOfRebuild = "chat_rebuild";
    private const string TakeTheHead = "select last_seq from events.mt_head for update";
    private static readonly TimeSpan BetweenSwitches = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBetweenSwitches = TimeSpan.FromSeconds(30);

    private const long OneAtATime = 0x5265_6275_696C_64; // "Rebuild"

    /// <summary>The newest event, and the rows of each read model; they stand at it, since one transaction writes both.</summary>
    public async Task<(long Sequence, IReadOnlyList<(string Table, long Rows)> Rows)> Status(CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var sequence = await Scalar(connection, "select last_seq from events.mt_head", cancellation);
        var rows = new List<(string, long)>();
        foreach (var table in ReadModelSet.Tables)
            rows.Add((table.Name, await Scalar(connection, $"select count(*) from {ChatEsDatabase.ReadModelSchema}.{table.Name}", cancellation)));
        return (sequence, rows);
    }

    /// <summary>
    /// Replays the log into a shadow and compares it with the live tables, row by row, at one and the same sequence.
    /// Writers wait only while the last events are replayed, not while rows are compared.
    /// </summary>
    public async Task<Verification> Verify(IProgress<ReplayProgress>? progress = null, CancellationToken cancellation = default)
    {
        await using var one = await Exclusively(cancellation);
        await using var shadow = new ShadowSchema(connectionString, ShadowOfVerify, log);
        await shadow.Create(cancellation);
        await shadow.Replay(await log.LastSequence(cancellation), progress, cancellation);

        await using var comparing = await db.OpenConnectionAsync(cancellation);
        await using var snapshot = await TakeSnapshotAtTheHead(shadow, comparing, cancellation);
        var rows = new List<(string, long)>();
        foreach (var table in ReadModelSet.Tables)
        {
            if (await FirstDifference(comparing, table, cancellation) is { } difference)
                return new Verification(shadow.Sequence, rows, difference);
            rows.Add((table.Name, await Scalar(comparing, $"select count(*) from {ChatEsDatabase.ReadModelSchema}.{table.Name}", cancellation)));
        }
        await snapshot.RollbackAsync(cancellation);
        await shadow.Drop(cancellation);
        var (rolledUp, first) = await rollups.Verify(cancellation);
        if (first is null)
            rows.Add((Rollups.Table, rolledUp));
        return new Verification(shadow.Sequence, rows, first);
    }

    /// <summary>
    /// Builds the read models anew and puts them in the place of the live ones while the head is held: readers see the
    /// old ones until the commit and the new ones from then on.
    /// </summary>
    /// <returns>The sequence at which they were switched.</returns>
    public async Task<long> Rebuild(IProgress<ReplayProgress>? progress = null, CancellationToken cancellation = default)
    {
        await using var one = await Exclusively(cancellation);
        await using var shadow = new ShadowSchema(connectionString, ShadowOfRebuild, log);
        await shadow.Create(cancellation);
        var sequence = await SwitchWhenNobodyReads(shadow, progress, cancellation);
        await rollups.Rebuild(cancellation);
        return sequence;
    }

    private async Task<long> SwitchWhenNobodyReads(ShadowSchema shadow, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        for (var pause = BetweenSwitches; ; pause = pause * 2 < MostBetweenSwitches ? pause * 2 : MostBetweenSwitches)
        {
            try
            {
                return await Switch(shadow, progress, cancellation);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                // Somebody reads for long. Waiting for him with the head held would stop every writer, and each attempt
                // does for as long as it waits.
                await Task.Delay(pause, cancellation);
            }
        }
    }

    private async Task<long> Switch(ShadowSchema shadow, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        await shadow.Replay(await log.LastSequence(cancellation), progress, cancellation);
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var head = await Scalar(connection, TakeTheHead, cancellation);
        await shadow.Replay(head, progress, cancellation);
        // Below deadlock_timeout: of two that wait for each other it is we who let go, not an analyst who fails.
        await Execute(connection, "set local lock_timeout = '500ms'", cancellation);
        var putUp = await DependentViews.TakeDown(connection, ChatEsDatabase.ReadModelSchema, cancellation);
        await Execute(
            connection,
            $"""
            drop schema {ChatEsDatabase.ReadModelSchema} cascade;
            alter schema {shadow.Name} rename to {ChatEsDatabase.ReadModelSchema};
            {putUp}
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
        return head;
    }

    /// <summary>
    /// Holds the head just long enough to replay what is left and to begin a transaction whose snapshot sees the shadow
    /// and the live tables at the same event.
    /// </summary>
    private async Task<NpgsqlTransaction> TakeSnapshotAtTheHead(ShadowSchema shadow, NpgsqlConnection comparing, CancellationToken cancellation)
    {
        await using var holding = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await holding.BeginTransactionAsync(cancellation);
        await shadow.Replay(await Scalar(holding, TakeTheHead, cancellation), null, cancellation);
        var snapshot = await comparing.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await Scalar(comparing, "select 1::bigint", cancellation);
        await transaction.RollbackAsync(cancellation);
        return snapshot;
    }

    private static async Task<Difference?> FirstDifference(NpgsqlConnection connection, ReadModelTable table, CancellationToken cancellation)
    {
        var key = string.Join(", ", table.PrimaryKey);
        await using var command = new NpgsqlCommand(
            $"""
            select to_jsonb(live)::text, to_jsonb(replayed)::text
              from {ChatEsDatabase.ReadModelSchema}.{table.Name} live
              full join {ShadowOfVerify}.{table.Name} replayed using ({key})
             where live is distinct from replayed
             order by {key}
             limit 1
            """,
            connection)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new Difference(table.Name, reader.TextOrNull(0), reader.TextOrNull(1))
            : null;
    }

    private async Task<IAsyncDisposable> Exclusively(CancellationToken cancellation) =>
        await AdvisoryLock.Try(db, OneAtATime, cancellation)
        ?? throw new InvalidOperationException("The read models are being verified or rebuilt already; wait until that is done.");

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<long> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
