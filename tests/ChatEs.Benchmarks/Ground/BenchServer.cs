using System.Globalization;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Application;
using Npgsql;

namespace ChatEs.Benchmarks.Ground;

/// <summary>The PostgreSQL of one run: private, durable, on a real disk, with the settings that the service gives its own.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    /// <summary>pgbench connects while the service still holds the connections of the figure before.</summary>
    private static readonly Dictionary<string, string> RoomForClients = new(StringComparer.Ordinal) { ["max_connections"] = "400" };

    private readonly PrivateServer _server;
    private readonly string _folder;

    private BenchServer(PrivateServer server, string folder) => (_server, _folder) = (server, folder);

    public string ConnectionString => _server.ConnectionString;

    public string DataDirectory => _server.DataDirectory;

    public string BinDirectory => _server.BinDirectory;

    public string FileSystem => new DriveInfo(DataDirectory).DriveFormat;

    public static async Task<BenchServer> Start(CancellationToken cancellation)
    {
        // Not a private temporary folder: as root the server runs as another user, who must reach it.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"chates-bench-{Environment.ProcessId}")).FullName;
        var server = await PrivateServer.Attach(new PrivateServerOptions { Root = folder, Settings = RoomForClients }, progress: null, cancellation);
        var started = new BenchServer(server, folder);
        try
        {
            await ChatEsDatabase.Migrate(server.ConnectionString, cancellation);
            await started.InsistOnDurability(cancellation);
            return started;
        }
        catch (Exception)
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async Task Execute(string sql, CancellationToken cancellation)
    {
        await using var db = NpgsqlDataSource.Create(ConnectionString);
        await using var command = db.CreateCommand(sql);
        // A log of ten million events is analysed for minutes.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<long> Number(string sql, CancellationToken cancellation)
    {
        await using var db = NpgsqlDataSource.Create(ConnectionString);
        await using var command = db.CreateCommand(sql);
        command.CommandTimeout = 600;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    public async Task<string> Show(string setting, CancellationToken cancellation)
    {
        await using var db = NpgsqlDataSource.Create(ConnectionString);
        await using var command = db.CreateCommand($"show {setting}");
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        var data = _server.DataDirectory;
        await _server.DisposeAsync();
        // Where the server's user cannot reach the temporary folder, the data is elsewhere.
        Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A figure without fsync, or on a file system in memory, would be of nothing that anybody runs.</summary>
    private async Task InsistOnDurability(CancellationToken cancellation)
    {
        if (FileSystem is "tmpfs" or "ramfs")
            throw new InvalidOperationException($"{DataDirectory} is on {FileSystem}, which keeps nothing. Name a folder on a disk in TMPDIR.");
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            if (await Show(setting, cancellation) is var value and not "on")
                throw new InvalidOperationException($"{setting} is {value}: what is answered would not be durable.");
        }
    }
}
