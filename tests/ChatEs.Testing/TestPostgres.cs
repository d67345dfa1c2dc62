using System.Runtime.InteropServices;
using ChatEs.Api.Hosting.PrivatePostgres;
using Npgsql;

namespace ChatEs.Testing;

/// <summary>
/// One real PostgreSQL for the test process, started on first use in a temporary folder and gone with the process.
/// fsync is off: nobody needs the data after a power cut.
/// </summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PrivateServer>> Started = new(Start);
    private static readonly Lazy<Task<NpgsqlDataSource>> Administration = new(async () => NpgsqlDataSource.Create(await Server()));
    private static readonly List<IDisposable> Signals = [];

    /// <summary>The connection string to the database <c>postgres</c>.</summary>
    public static async Task<string> Server() => (await Started.Value).ConnectionStringFor("postgres");

    /// <summary>Creates the database anew, dropping the one of that name, and returns its connection string.</summary>
    /// <param name="template">A database to copy. Idle connections to it are closed, since PostgreSQL copies none that is in use.</param>
    public static async Task<string> CreateDatabase(string name, string? template = null)
    {
        // PostgreSQL would cut it silently, and two test classes would share a database.
        if (System.Text.Encoding.UTF8.GetByteCount(name) > 63)
            throw new ArgumentException($"The database name {name} is longer than 63 bytes.", nameof(name));

        var administration = await Administration.Value;
        await Execute(administration, $"drop database if exists {Quoted(name)} with (force)");
        for (var attempt = 1; ; attempt++)
        {
            if (template is not null)
                await CloseIdleConnections(administration, template);
            try
            {
                await Execute(administration, $"create database {Quoted(name)}{(template is null ? "" : $" template {Quoted(template)}")}");
                break;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ObjectInUse && attempt < 50)
            {
                await Task.Delay(100);
            }
        }

        // On a busy machine, with three test projects at once, the usual 15 and 30 seconds are too short to tell slow from broken.
        return new NpgsqlConnectionStringBuilder((await Started.Value).ConnectionStringFor(name)) { MaxPoolSize = 50, Timeout = 60, CommandTimeout = 120 }.ConnectionString;
    }

    private static async Task<PrivateServer> Start()
    {
        await TestFolder.RemoveLeftovers();
        var folder = new TestFolder();
        var server = await PrivateServer.Attach(
            new PrivateServerOptions
            {
                Root = folder.Path,
                Fsync = false,
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "400", ["shared_buffers"] = "128MB" },
            },
            progress: null,
            CancellationToken.None);
        StopAtTheEnd(server, folder);
        return server;
    }

    private static void StopAtTheEnd(PrivateServer server, TestFolder folder)
    {
        var ended = 0;
        void Stop()
        {
            if (Interlocked.Exchange(ref ended, 1) is not 0)
                return;
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Remove();
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        // The runtime ends at once on these and raises no ProcessExit, unless somebody listens.
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
            Signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
    }

    private static async Task CloseIdleConnections(NpgsqlDataSource administration, string database)
    {
        await using var command = administration.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state = 'idle'");
        command.Parameters.AddWithValue(database);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Execute(NpgsqlDataSource administration, string statement)
    {
        await using var command = administration.CreateCommand(statement);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
