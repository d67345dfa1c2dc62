using System.Security.Cryptography;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Migrations;
using Npgsql;

namespace ChatEs.Application;

/// <summary>The database of the service: its schemas and how they come to be.</summary>
public static class ChatEsDatabase
{
    /// <summary>Everything in it can be rebuilt from the log.</summary>
    public const string ReadModelSchema = "chat";

    /// <summary>What cannot be rebuilt: digests of secrets, number blocks, and the store's reservations and records.</summary>
    public const string VaultSchema = "vault";

    /// <summary>Views upon the read models, for analysts; their definitions and what they rest upon lie beside it.</summary>
    public const string AnalyticsSchema = "analytics";

    /// <summary>
    /// Whether the exception says that the database is away or overloaded, so that the same request may well succeed
    /// later. Anything else is a fault of ours.
    /// </summary>
    public static bool IsUnreachable(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ReadOnlySqlTransaction
            // What the server lacks and what its operating system denies it: memory, connections, room on the disk, a file.
            || e.SqlState.StartsWith("53", StringComparison.Ordinal)
            || e.SqlState.StartsWith("58", StringComparison.Ordinal)
            || e.SqlState.StartsWith("08", StringComparison.Ordinal)
            || e.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || PostgresEventStore.EndsTheConnection(e),
        NpgsqlException or TimeoutException or ObjectDisposedException => true,
        // The key ring lies in the database, and who asks for a key does not say so.
        CryptographicException { InnerException: { } inner } => IsUnreachable(inner),
        _ => false,
    };

    /// <summary>
    /// Whether a command may have been carried out although the database is away: it went away in the middle of the commit.
    /// After any other failure for which <see cref="IsUnreachable"/> holds it was not.
    /// </summary>
    public static bool IsUnknown(Exception exception) => exception is UnknownOutcomeException;

    /// <summary>For who must not wait for the pool, nor for a server that is silent.</summary>
    /// <param name="silence">In whole seconds: after so long without an answer the connection is given up.</param>
    internal static string OneConnection(string connectionString, string name, TimeSpan silence) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxPoolSize = 1,
        MinPoolSize = 0,
        Timeout = (int)silence.TotalSeconds,
        CommandTimeout = (int)silence.TotalSeconds,
        CancellationTimeout = -1,
        ApplicationName = name,
        Enlist = false,
    }.ConnectionString;

    internal static IReadOnlyList<Migration> ReadModels =>
        Migration.Embedded(typeof(ChatEsDatabase).Assembly, "readmodels", ReadModelSchema);

    /// <summary>Creates the database where the server has none by that name, and brings its schemas up to date.</summary>
    /// <returns>The names of the migrations applied; none when it was up to date.</returns>
    public static async Task<IReadOnlyList<string>> Migrate(string connectionString, CancellationToken cancellation = default)
    {
        await Migrator.EnsureDatabase(connectionString, cancellation);
        await using var db = DataSource(connectionString);
        return await Migrator.Apply(db, Migrations, cancellation);
    }

    internal static IReadOnlyList<Migration> Migrations =>
    [
        .. Migrator.EventStore, .. OfLog, .. Migration.Embedded(typeof(ChatEsDatabase).Assembly, "vault", VaultSchema), .. ReadModels,
        .. Migration.Embedded(typeof(ChatEsDatabase).Assembly, "analytics", AnalyticsSchema),
    ];

    /// <summary>What the application asks of the log beside what the store itself does.</summary>
    internal static IReadOnlyList<Migration> OfLog => Migration.Embedded(typeof(ChatEsDatabase).Assembly, "log", "events");

    internal static NpgsqlDataSource DataSource(string connectionString, bool steady = false) =>
        PostgresEventStore.DataSource(connectionString, ReadModelSchema, steady);
}
