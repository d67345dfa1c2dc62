using System.Globalization;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Application;
using Npgsql;

namespace ChatEs.Faults.Ground;

/// <summary>A real, private PostgreSQL that can be shot at and started again. Its port stays.</summary>
internal sealed class Database : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Small = new(StringComparer.Ordinal)
    {
        ["max_connections"] = "250",
        ["shared_buffers"] = "64MB",
        // A small disk of our own: and new segments are needed soon when it is full.
        ["min_wal_size"] = "32MB",
        ["max_wal_size"] = "64MB",
    };

    private const int MostStarts = 20;

    private readonly PrivateServerOptions _options;
    private readonly SemaphoreSlim _one = new(1, 1);
    private PrivateServer _server;

    private Database(PrivateServerOptions options, PrivateServer server) => (_options, _server) = (options, server);

    public int Port => _server.Port;

    public string LogFile => _server.LogFile;

    /// <param name="fsync">Whether what it answers is to outlive a power cut.</param>
    public static async Task<Database> Start(Site site, CancellationToken cancellation, bool fsync = true)
    {
        var options = new PrivateServerOptions
        {
            Root = Path.Combine(site.Disk, "server"),
            StateDirectory = Path.Combine(site.Disk, "state"),
            Settings = Small,
            Fsync = fsync,
        };
        return new Database(options, await PrivateServer.Attach(options, progress: null, cancellation));
    }

    /// <summary>Straight to the server, past every proxy.</summary>
    public string ConnectionStringFor(string database) => _server.ConnectionStringFor(database);

    public Task Migrate(string database, CancellationToken cancellation) => ChatEsDatabase.Migrate(ConnectionStringFor(database), cancellation);

    /// <param name="signal">KILL leaves its children and its shared memory behind; QUIT is an immediate stop: neither writes a checkpoint.</param>
    public async Task Shoot(string signal)
    {
        if (Postmaster() is { } postmaster)
            await Shell.Signal(signal, postmaster);
    }

    /// <summary>kill -9 of one process that serves a connection: the server ends all the others and recovers by itself.</summary>
    public async Task ShootBackend(Random random)
    {
        var backends = Backends();
        if (backends.Count > 0)
            await Shell.Signal("KILL", backends[random.Next(backends.Count)]);
    }

    /// <summary>Starts it where it does not run, and waits until it answers.</summary>
    public async Task EnsureRunning(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            for (var attempt = 1; !await TryStart(attempt == MostStarts, cancellation); attempt++)
                await Task.Delay(100, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<T> Ask<T>(string database, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringFor(database) + ";Pooling=false;Timeout=5");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody needs the data: a stop in order would write it all.
        await Shoot("QUIT");
        await _server.DisposeAsync();
        _one.Dispose();
    }

    /// <returns>False when it was shot at while it started.</returns>
    private async Task<bool> TryStart(bool isLast, CancellationToken cancellation)
    {
        // An immediate stop may still be on its way out, and would be taken for a server that runs.
        await UntilAnswersOrGone(cancellation);
        try
        {
            var next = await PrivateServer.Attach(_options, progress: null, cancellation);
            await _server.DisposeAsync();
            _server = next;
            return true;
        }
        catch (PrivateServerException) when (!isLast)
        {
            return false;
        }
    }

    private async Task UntilAnswersOrGone(CancellationToken cancellation)
    {
        while (Postmaster() is { } postmaster && Shell.IsAlive(postmaster))
        {
            try
            {
                await Ask<int>("postgres", "select 1", cancellation);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }

    private int? Postmaster()
    {
        try
        {
            var file = Path.Combine(_server.DataDirectory, "postmaster.pid");
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>By the titles that PostgreSQL gives its processes: asking the server itself needs a connection, and it may have none left.</summary>
    private List<int> Backends()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) || Postmaster() is not { } postmaster)
                continue;
            try
            {
                var title = File.ReadAllText(Path.Combine(folder, "cmdline"));
                var parent = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ')[1];
                if (parent == postmaster.ToString(CultureInfo.InvariantCulture) && title.Contains($"{Cluster} ", StringComparison.Ordinal) && title.Contains("127.0.0.1", StringComparison.Ordinal))
                    found.Add(pid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }
        return found;
    }

    private const string Cluster = "postgres: chates";
}
