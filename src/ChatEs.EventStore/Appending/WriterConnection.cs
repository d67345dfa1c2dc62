using System.Data.Common;
using System.Net.Sockets;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>The writer's own connection: opened once, kept, and opened again when it broke.</summary>
internal sealed class WriterConnection(NpgsqlDataSource db, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);

    private NpgsqlConnection? _connection;

    /// <summary>Whether the exception says that the connection is gone, so that a commit on its way may have happened or not.</summary>
    public static bool IsLost(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException => true,
        IOException or SocketException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>
    /// Stores the batch, and runs what its commands and the projections add, as one transaction in one round trip:
    /// a pipeline with a single Sync is a transaction of its own, or ends the one that holds the head.
    /// </summary>
    /// <returns>The sequence of the batch's last event.</returns>
    public async Task<long> Send(BatchBuilder batch, IReadOnlyList<IInlineProjection> projections, WriterTransaction? transaction)
    {
        await using var commands = new NpgsqlBatch(await Connection());
        commands.BatchCommands.Add(AppendCommand.For(batch));
        foreach (var part in batch.Parts)
            part.Decided.Also?.Invoke(commands);
        foreach (var projection in projections)
            projection.Project(batch.Events, commands);
        if (transaction is not null)
            commands.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        var last = (long)(await commands.ExecuteScalarAsync())!;
        transaction?.MarkCommitted();
        return last;
    }

    /// <summary>Begins a transaction and takes the head: until it ends nobody else can append.</summary>
    public async Task<WriterTransaction> BeginHoldingTheHead()
    {
        var connection = await Connection();
        await Execute(connection, "begin", "select last_seq from events.mt_head for update");
        return new WriterTransaction(connection);
    }

    /// <summary>The newest version of each stream; one that does not exist is missing.</summary>
    public async Task<Dictionary<StreamKey, long>> Versions(IReadOnlyList<StreamKey> keys)
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

    /// <summary>The sequence of an event that may or may not have been committed; null when it was not and never will be.</summary>
    public async Task<long?> SequenceOf(Event e)
    {
        await using var transaction = await BeginHoldingTheHead();
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

    /// <summary>Opens the connection again, trying for a while: a server that restarts is back within seconds.</summary>
    public async Task Reopen()
    {
        await Close();
        var since = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 1_000)))
        {
            try
            {
                await Connection();
                return;
            }
            catch (Exception e) when (IsLost(e) && clock.GetElapsedTime(since) < GiveUpAfter)
            {
                await Task.Delay(pause, clock);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Close();

    private async Task<NpgsqlConnection> Connection()
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open })
            return _connection;
        await Close();
        _connection = await db.OpenConnectionAsync();
        // The statements are few and their parameters are arrays: planning them for each batch costs and gains nothing.
        await Execute(_connection, "set plan_cache_mode = force_generic_plan");
        return _connection;
    }

    private async Task Close()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }

    internal static async Task Execute(NpgsqlConnection connection, params string[] statements)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync();
    }
}

/// <summary>A transaction that holds the head. Rolled back unless it was committed.</summary>
internal sealed class WriterTransaction(NpgsqlConnection connection) : IAsyncDisposable
{
    private bool _ended;

    public void MarkCommitted() => _ended = true;

    public async Task Rollback()
    {
        if (_ended)
            return;
        _ended = true;
        if (connection.FullState == System.Data.ConnectionState.Open)
            await WriterConnection.Execute(connection, "rollback");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Rollback();
        }
        catch (DbException)
        {
            // The connection is gone, and the transaction with it; the next use opens another.
        }
    }
}
