using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ChatEs.EventStore.Migrations;

/// <summary>One numbered step of the schema. Applied once, in order, and never changed afterwards.</summary>
/// <param name="Name">Unique, for example <c>events/0001_log</c>.</param>
/// <param name="Schema">The schema that unqualified names in the text mean; created when missing.</param>
public sealed record Migration(string Name, string Schema, string Sql)
{
    /// <summary>The embedded <c>prefix/NNNN_name.sql</c> files of an assembly, in the order of their numbers.</summary>
    public static IReadOnlyList<Migration> Embedded(Assembly assembly, string prefix, string schema) =>
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix + "/", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(name[..^".sql".Length], schema, Text(assembly, name)))];

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>
/// Applies migrations under an advisory lock, so that several processes may start at once: one applies, the others
/// wait and find nothing left to do. A migration that was applied with another text is refused, never applied again.
/// </summary>
public static class Migrator
{
    private const long AdvisoryLock = 0x4368_6174_4573; // "ChatEs"

    /// <summary>The migrations of the event store itself.</summary>
    public static IReadOnlyList<Migration> EventStore => Migration.Embedded(typeof(Migrator).Assembly, "schema", "events");

    /// <summary>Creates the database of the connection string when the server has none by that name.</summary>
    public static async Task EnsureDatabase(string connectionString, CancellationToken cancellation = default)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var database = target.Database ?? throw new ArgumentException("The connection string names no database.", nameof(connectionString));
        target.Pooling = false;
        if (await Exists(target.ConnectionString, cancellation))
            return;
        target.Database = "postgres";
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(cancellation);
        try
        {
            var name = new NpgsqlCommandBuilder().QuoteIdentifier(database);
            await using var create = new NpgsqlCommand($"create database {name}", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process that starts at the same moment was faster.
        }
    }

    /// <summary>Asked of the database itself: a role may be allowed into no other.</summary>
    private static async Task<bool> Exists(string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    /// <returns>The names of the migrations that this call applied.</returns>
    public static async Task<IReadOnlyList<string>> Apply(
        NpgsqlDataSource db, IReadOnlyList<Migration> migrations, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Execute(connection, $"select pg_advisory_lock({AdvisoryLock})", cancellation);
        try
        {
            await Execute(connection, """
                create schema if not exists events;
                create table if not exists events.migrations (
                  name text primary key, checksum text not null, applied_at timestamptz not null default now());
                """, cancellation);
            var known = await Applied(connection, cancellation);
            var applied = new List<string>();
            foreach (var migration in migrations)
            {
                if (!known.TryGetValue(migration.Name, out var checksum))
                {
                    await ApplyOne(connection, migration, cancellation);
                    applied.Add(migration.Name);
                }
                else if (checksum != Checksum(migration))
                {
                    throw new MigrationException($"Migration {migration.Name} was applied with another text. A migration that has been applied must never change; add a new one.");
                }
            }
            return applied;
        }
        finally
        {
            await Execute(connection, $"select pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    /// <summary>Creates a schema and runs migrations in it without recording them: for a shadow that is thrown away or swapped in.</summary>
    public static async Task Create(NpgsqlConnection connection, string schema, IEnumerable<Migration> migrations, CancellationToken cancellation = default)
    {
        await Execute(connection, $"create schema {schema}", cancellation);
        foreach (var migration in migrations)
            await Execute(connection, $"set local search_path to {schema}, events, vault;\n{migration.Sql}", cancellation);
    }

    private static async Task ApplyOne(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, $"""
            create schema if not exists {migration.Schema};
            set local search_path to {migration.Schema}, events, vault;
            {migration.Sql}
            """, cancellation);
        await using var record = new NpgsqlCommand("insert into events.migrations (name, checksum) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = migration.Name }, new() { Value = Checksum(migration) } },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<Dictionary<string, string>> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from events.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    private static string Checksum(Migration migration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(migration.Sql.ReplaceLineEndings("\n"))));

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // No time-out: an index over a long log takes as long as it takes, and so does waiting for another process's.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

public sealed class MigrationException(string message) : InvalidOperationException(message);
