using ChatEs.Application.ReadModels;
using ChatEs.EventStore;
using ChatEs.EventStore.Migrations;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Replay;

/// <summary>How far a replay has come.</summary>
public sealed record ReplayProgress(long Sequence, long LastSequence);

/// <summary>
/// A second set of read models in a schema of its own, filled by the very projections that keep the live one.
/// </summary>
internal sealed class ShadowSchema(string connectionString, string name, LogReader log) : IAsyncDisposable
{
    private const int PageSize = 2_000;

    private readonly NpgsqlDataSource _db = PostgresEventStore.DataSource(connectionString, readModels: name);

    public string Name => name;

    /// <summary>Connections whose unqualified names mean the shadow.</summary>
    public NpgsqlDataSource Db => _db;

    public long Sequence { get; private set; }

    /// <summary>Makes the schema anew and empty; what an interrupted run left is dropped.</summary>
    public async Task Create(CancellationToken cancellation)
    {
        await using var connection = await _db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Drop(connection, cancellation);
        await Migrator.Create(connection, name, ChatEsDatabase.ReadModels, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task Drop(CancellationToken cancellation)
    {
        await using var connection = await _db.OpenConnectionAsync(cancellation);
        await Drop(connection, cancellation);
    }

    /// <summary>Replays the log up to its newest event, or to <paramref name="toSequence"/>.</summary>
    public async Task Replay(long toSequence, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        await using var connection = await _db.OpenConnectionAsync(cancellation);
        await SteadyPlans.Apply(connection, cancellation);
        while (await log.FetchLog(Sequence, PageSize, toSequence, cancellation) is { Count: > 0 } events)
        {
            await Project(connection, events, cancellation);
            Sequence = events[^1].Sequence;
            progress?.Report(new ReplayProgress(Sequence, toSequence));
        }
    }

    /// <summary>Replays these events and no others.</summary>
    public async Task Replay(IAsyncEnumerable<Event> events, CancellationToken cancellation)
    {
        await using var connection = await _db.OpenConnectionAsync(cancellation);
        await SteadyPlans.Apply(connection, cancellation);
        var page = new List<Event>(PageSize);
        await foreach (var e in events.WithCancellation(cancellation))
        {
            page.Add(e);
            if (page.Count < PageSize)
                continue;
            await Project(connection, page, cancellation);
            page.Clear();
        }
        await Project(connection, page, cancellation);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    private static async Task Project(NpgsqlConnection connection, List<Event> events, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var projection in ReadModelSet.All)
            projection.Project(events, batch);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Drop(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var drop = new NpgsqlCommand($"drop schema if exists {name} cascade", connection);
        await drop.ExecuteNonQueryAsync(cancellation);
    }
}
