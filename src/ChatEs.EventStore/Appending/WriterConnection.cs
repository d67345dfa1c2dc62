using System.Net.Sockets;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>The writer's own connection: opened once, kept, and opened again when it broke.</summary>
internal sealed class WriterConnection(NpgsqlDataSource db, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long a batch of which nobody knows whether it was committed waits to be looked up.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long one waits that was surely not committed: a dropped connection is mended by then, an absent database is not.</summary>
    public static readonly TimeSpan GiveUpUnsentAfter = TimeSpan.FromSeconds(2);

    private const string IdleInTransaction = "25P03";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _connection;
    private (int Pid, DateTime Since)? _backend;

    /// <summary>Whether the batch that was given to <see cref="Send"/> last may have reached the server.</summary>
    public bool MayHaveArrived { get; private set; }

    /// <summary>Whether the exception says that the connection is gone, so that a commit on its way may have happened or not.</summary>
    public static bool IsLost(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || e.SqlState is PostgresErrorCodes.TooManyConnections or IdleInTransaction || EndsTheConnection(e),
        NpgsqlException => true,
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>
    /// The server ends the connection, whatever its code says: on a full disk it gives "could not write init file" the code
    /// of a fault of its own. Only a login that it refuses (class 28) is no passing trouble.
    /// </summary>
    public static bool EndsTheConnection(PostgresException exception) =>
        exception.InvariantSeverity is "FATAL" or "PANIC" && !exception.SqlState.StartsWith("28", StringComparison.Ordinal);

    /// <summary>The server is there and does not come to an end: somebody holds the head for very long.</summary>
    public static bool IsTimeout(Exception exception) => exception is NpgsqlException { InnerException: TimeoutException };

    /// <summary>
    /// Stores the batch, and runs what its commands and the projections add, as one transaction in one round trip:
    /// a pipeline with a single Sync is a transaction of its own, or ends the one that holds the head.
    /// </summary>
    /// <returns>The sequence of the batch's last event.</returns>
    public async Task<long> Send(BatchBuilder batch, IReadOnlyList<IInlineProjection> projections, bool holdingTheHead)
    {
        MayHaveArrived = false;
        await using var commands = new NpgsqlBatch(await Connection());
        commands.BatchCommands.Add(AppendCommand.For(batch));
        foreach (var part in batch.Parts)
        {
            part.Decided.Also?.Invoke(commands);
            foreach (var name in part.Decided.Releases)
                commands.BatchCommands.Add(AppendCommand.Release(part.Submission.Decider.Stream.Tenant, name));
        }
        foreach (var projection in projections)
            projection.Project(batch.Events, commands);
        if (holdingTheHead)
            commands.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        MayHaveArrived = true;
        return (long)(await commands.ExecuteScalarAsync())!;
    }

    /// <summary>Begins a transaction and takes the head: until it ends nobody else can append.</summary>
    public async Task BeginHoldingTheHead()
    {
        MayHaveArrived = false;
        await Execute(await Connection(), "begin", "select last_seq from events.mt_head for update");
    }

    /// <summary>Never throws: what cannot be rolled back is closed, and so rolled back by the server.</summary>
    public async Task Rollback()
    {
        if (_connection is not { FullState: System.Data.ConnectionState.Open })
            return;
        try
        {
            await Execute(_connection, "rollback");
        }
        catch (Exception)
        {
            await Close();
        }
    }

    /// <summary>The newest version of each stream; one that does not exist is missing.</summary>
    public async Task<Dictionary<StreamKey, long>> Versions(IReadOnlyCollection<StreamKey> keys)
    {
        await using var command = new NpgsqlCommand(
            """
            select s.tenant_id, s.id, s.version
              from unnest($1::varchar[], $2::varchar[]) as k(tenant, id)
              join events.mt_streams s on s.tenant_id = k.tenant and s.id = k.id
            """,
            await Connection())
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(k => k.Tenant)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(k => k.Id)] },
            },
        };
        var versions = new Dictionary<StreamKey, long>(keys.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            versions.Add(new StreamKey(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2));
        return versions;
    }

    /// <summary>The open connection, for reading within the transaction that holds the head.</summary>
    public async Task<NpgsqlConnection> Connection()
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open })
            return _connection;
        await Close();
        var connection = await db.OpenConnectionAsync();
        try
        {
            await Prepare(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        return _connection = connection;
    }

    /// <summary>
    /// After the connection broke: opens another, trying for a while, and looks whether the event was committed. The
    /// old backend is ended first, and the head is held while looking, so what is not there now will never come.
    /// </summary>
    /// <param name="patience">How long to try.</param>
    /// <returns>The event's sequence; null when it was not committed, or when there is none to look for.</returns>
    public async Task<long?> Recover(Event? last, TimeSpan patience)
    {
        var (old, since) = (_backend, clock.GetTimestamp());
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await EndBackend(old);
                if (last is null)
                    return null;
                await BeginHoldingTheHead();
                var sequence = await SequenceOf(last);
                await Rollback();
                return sequence;
            }
            catch (Exception e)
            {
                // Also when giving up: a time-out leaves the connection open, in the middle of a transaction.
                await Close();
                if (!IsLost(e) || clock.GetElapsedTime(since) >= patience)
                    throw;
                await Task.Delay(pause, clock);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Close();

    /// <summary>
    /// A backend outlives a connection that broke on the way: it may still wait for the head with our batch, or hold
    /// the head and wait for us.
    /// </summary>
    private async Task EndBackend((int Pid, DateTime Since)? old)
    {
        await Close();
        var connection = await Connection();
        if (old is null)
            return;
        await using var end = new NpgsqlCommand(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid = $1 and backend_start = $2 and pid <> pg_backend_pid()",
            connection)
        {
            Parameters = { new() { Value = old.Value.Pid }, new() { Value = old.Value.Since } },
        };
        await end.ExecuteNonQueryAsync();
    }

    private async Task Prepare(NpgsqlConnection connection)
    {
        await SteadyPlans.Apply(connection);
        // For the others: whoever holds the head and falls silent would stop every process.
        await Execute(connection, "set idle_in_transaction_session_timeout = '30s'");
        await using var since = new NpgsqlCommand("select backend_start from pg_stat_activity where pid = pg_backend_pid()", connection);
        _backend = (connection.ProcessID, (DateTime)(await since.ExecuteScalarAsync())!);
    }

    private async Task<long?> SequenceOf(Event e)
    {
        await using var command = new NpgsqlCommand(
            "select seq_id from events.mt_events where tenant_id = $1 and stream_id = $2 and version = $3 and id = $4",
            await Connection())
        {
            Parameters =
            {
                new() { Value = e.Stream.Tenant },
                new() { Value = e.Stream.Id },
                new() { Value = e.Version },
                new() { Value = e.Id },
            },
        };
        return (long?)await command.ExecuteScalarAsync();
    }

    private async Task Close()
    {
        var connection = _connection;
        _connection = null;
        if (connection is null)
            return;
        try
        {
            // It goes back to a pool that resets nothing, and whoever gets it next does not expect our settings.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Execute(connection, "rollback", "reset all");
        }
        catch (Exception)
        {
            NpgsqlConnection.ClearPool(connection);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task Execute(NpgsqlConnection connection, params string[] statements)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync();
    }
}
