using ChatEs.Application.ReadModels;
using ChatEs.EventStore;
using ChatEs.EventStore.Migrations;
using ChatEs.Testing;
using Npgsql;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>A database with the read models' schema and nothing else: the tests hand the projections their events.</summary>
public sealed class ReadModelDatabase : IAsyncLifetime
{
    public NpgsqlDataSource Db { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await TestPostgres.CreateDatabase($"readmodels_{Guid.NewGuid():n}");
        Db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "chat", MaxAutoPrepare = 50 });
        await Migrator.Apply(Db, Migration.Embedded(typeof(ReadModelSet).Assembly, "readmodels", "chat"));
    }

    public ValueTask DisposeAsync() => Db.DisposeAsync();

    /// <summary>Empties the tables, projects the events as one batch and commits.</summary>
    public async Task Given(ChatLog log)
    {
        await Empty();
        await Append([.. log.Events]);
    }

    public async Task Append(params Event[] events)
    {
        await using var connection = await Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Project(connection, events);
        await transaction.CommitAsync();
    }

    public static async Task Project(NpgsqlConnection connection, Event[] events)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var projection in ReadModelSet.All)
            projection.Project(events, batch);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync();
    }

    public static async Task<IReadOnlyDictionary<string, string>> Dump(NpgsqlConnection connection)
    {
        var tables = new Dictionary<string, string>();
        foreach (var table in ReadModelSet.Tables)
        {
            var key = string.Join(", ", table.PrimaryKey.Select(column => $"t.{column}"));
            await using var command = new NpgsqlCommand(
                $"select coalesce(string_agg(t::text, E'\n' order by {key}), '') from {table.Name} t", connection);
            tables[table.Name] = (string)(await command.ExecuteScalarAsync())!;
        }

        return tables;
    }

    /// <summary>Deletes: truncating would write new files for every table and index, 200 times.</summary>
    public Task Empty() => Execute(string.Join(';', ReadModelSet.Tables.Select(table => $"delete from {table.Name}")));

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task Execute(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
