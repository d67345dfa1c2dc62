using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Application;
using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.EventStore.Migrations;
using ChatEs.Testing;
using Npgsql;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>
/// A database with the log's and the read models' schemas. The tests put their events into the log, in the place of the
/// writer, and hand them to the projections.
/// </summary>
public sealed class ReadModelDatabase : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new NumberConverter<RoomNumber>(),
            new NumberConverter<UserNumber>(), new NumberConverter<MessageNumber>(), new NumberConverter<FileNumber>(),
        },
    };

    public string ConnectionString { get; private set; } = null!;

    public NpgsqlDataSource Db { get; private set; } = null!;

    public MessageQueries Messages => new RoomReads(Db, HeldReads.None).Messages;

    public MessageSearch Search => new(
        Db, Messages, new GatheredMessages(Db, new UserQueries(Db, HeldReads.None)), new RoomQueries(Db, HeldReads.None), HeldReads.None);

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateDatabase($"readmodels_{Guid.NewGuid():n}");
        Db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { SearchPath = "chat", MaxAutoPrepare = 200, AutoPrepareMinUsages = 2 });
        await Migrator.Apply(Db, Migrator.EventStore);
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
        await Store(connection, events);
        await Project(connection, events);
        await transaction.CommitAsync();
    }

    public async Task Store(Event[] events)
    {
        await using var connection = await Db.OpenConnectionAsync();
        await Store(connection, events);
    }

    /// <summary>Puts events at the end of the log.</summary>
    public static async Task Store(NpgsqlConnection connection, IReadOnlyList<Event> events)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into events.mt_events (seq_id, tenant_id, stream_id, id, version, type, data, timestamp)
            select (select coalesce(max(seq_id), 0) from events.mt_events) + e.place, e.tenant, e.stream, e.id, e.version, e.type, e.data::jsonb, e.at
            from unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[])
              with ordinality as e(tenant, stream, id, version, type, data, at, place)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = events.Select(e => e.Stream.Tenant).ToArray() },
                new() { Value = events.Select(e => e.Stream.Id).ToArray() },
                new() { Value = events.Select(e => e.Id).ToArray() },
                new() { Value = events.Select(e => e.Version).ToArray() },
                new() { Value = events.Select(e => e.Type).ToArray() },
                new() { Value = events.Select(e => JsonSerializer.Serialize(e.Data, Json)).ToArray() },
                new() { Value = events.Select(e => e.Timestamp.UtcDateTime).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync();
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

    /// <summary>
    /// Deletes: truncating would write new files for every table and index, 200 times. The log refuses that to everybody
    /// but to who sets its triggers aside.
    /// </summary>
    public Task Empty() => Execute($"""
        {string.Join(';', ReadModelSet.Tables.Select(table => $"delete from {table.Name}"))};
        set session_replication_role = replica;
        delete from events.mt_events;
        reset session_replication_role
        """);

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
