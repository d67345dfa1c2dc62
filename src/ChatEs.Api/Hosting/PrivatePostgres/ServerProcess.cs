using System.Globalization;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// Starts and stops the server of one home, always under its lock. pg_ctl puts it into a session of its own, so Ctrl-C at
/// our terminal does not reach it: the service stops first, and then stops the database.
/// </summary>
internal sealed class ServerProcess(ServerHome home, ServerUser user, PrivateServerOptions options, IProgress<string>? progress)
{
    /// <summary>Recovery after a crash may take minutes on a long log; giving up earlier would leave it half started.</summary>
    private const string Patience = "900";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task<Postmaster?> Running(CancellationToken cancellation) => Postmaster.Read(home.Data, user, cancellation);

    /// <summary>Joins a server that runs, waits for one that comes up or goes down, else starts it.</summary>
    public async Task<Postmaster> Ensure(PostgresBinaries binaries, CancellationToken cancellation)
    {
        var port = RememberedPort();
        for (var attempt = 1; ; attempt++)
        {
            if (await Settled(cancellation) is { } running)
                return running;
            port = UsablePort(port);
            var failure = await Start(binaries, port, cancellation);
            if (failure is null)
                continue;
            if (attempt >= 100 || !IsPassing(failure))
                throw new PrivateServerException($"PostgreSQL could not be started in {home.Folder}: {failure}");
            // What is left of a server killed with -9 goes within a moment, and a port taken meanwhile is replaced.
            await Task.Delay(Pause, cancellation);
        }
    }

    public async Task Stop(PostgresBinaries binaries, CancellationToken cancellation)
    {
        if (await Running(cancellation) is null)
            return;
        var stopped = await user.Run(binaries.PgCtl, ["stop", "-s", "-w", "-D", home.Data, "-m", "fast", "-t", Patience], cancellation);
        if (!stopped.Succeeded && await Running(cancellation) is not null)
            throw new PrivateServerException($"PostgreSQL in {home.Folder} could not be stopped: {stopped.Output}");
    }

    private async Task<Postmaster?> Settled(CancellationToken cancellation)
    {
        while (true)
        {
            var server = await Running(cancellation);
            if (server is null or { Ready: true })
                return server;
            await Task.Delay(Pause, cancellation);
        }
    }

    private async Task<string?> Start(PostgresBinaries binaries, int port, CancellationToken cancellation)
    {
        var socket = await home.MakeSocketFolder(user, cancellation);
        ClearLeftovers(socket);
        await File.WriteAllTextAsync(home.Settings, ServerSettings.Render(options, port, socket, await KnowsLz4(binaries, cancellation)), cancellation);
        // Whatever our umask says, the server's user must read it. It holds no secret.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home.Settings, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await File.WriteAllTextAsync(home.Port, port.ToString(CultureInfo.InvariantCulture), cancellation);
        var before = await PrepareLog(cancellation);

        var started = await RunToTheEnd(user.Run(binaries.PgCtl, ["start", "-s", "-w", "-D", home.Data, "-l", home.Log, "-t", Patience], CancellationToken.None), binaries, cancellation);
        if (started.Succeeded)
            return null;
        using var log = new FileStream(home.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Seek(before, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return $"{started.Output}\n{await reader.ReadToEndAsync(cancellation)}".Trim();
    }

    /// <summary>pg_ctl killed in the middle would leave a server on its way up that cannot be seen yet, and so not be stopped.</summary>
    private async Task<CommandResult> RunToTheEnd(Task<CommandResult> starting, PostgresBinaries binaries, CancellationToken cancellation)
    {
        try
        {
            return await starting.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            while (!starting.IsCompleted && await Running(CancellationToken.None) is null)
                await Task.Delay(Pause, CancellationToken.None);
            await Stop(binaries, CancellationToken.None);
            await starting;
            throw;
        }
    }

    /// <summary>Nobody runs here, so lock files that name a process are left from one that was killed.</summary>
    private void ClearLeftovers(string? socket)
    {
        foreach (var left in socket is null ? [] : Directory.EnumerateFiles(socket, ".s.PGSQL.*"))
            File.Delete(left);
        if (File.Exists(Path.Combine(home.Data, "postmaster.pid")))
            progress?.Report("PostgreSQL was not stopped properly last time; it recovers from its log");
        Postmaster.Forget(home.Data);
    }

    private async Task<long> PrepareLog(CancellationToken cancellation)
    {
        var log = new FileInfo(home.Log);
        if (log is { Exists: true, Length: > 16 * 1024 * 1024 })
            File.Move(home.Log, home.Log + ".1", overwrite: true);
        if (File.Exists(home.Log))
            return log.Length;

        // The server's user may write to this file and create none beside it.
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await new FileStream(home.Log, create).DisposeAsync();
        await user.Own(home.Log, cancellation);
        return 0;
    }

    private async Task<bool> KnowsLz4(PostgresBinaries binaries, CancellationToken cancellation) =>
        (await user.Run(binaries.Postgres, ["-D", home.Data, "-c", "config_file=" + Path.Combine(home.Data, "postgresql.auto.conf"), "-c", "wal_compression=lz4", "-C", "wal_compression"], cancellation)).Succeeded;

    private int UsablePort(int remembered)
    {
        if (options.Port is not 0)
            return LoopbackPort.IsFree(options.Port) ? options.Port
                : throw new PrivateServerException($"Port {options.Port} on 127.0.0.1 is taken by another program. Choose another, or none and chates finds one.");
        if (remembered is not 0 && LoopbackPort.IsFree(remembered))
            return remembered;
        var chosen = LoopbackPort.Choose();
        if (remembered is not 0)
            progress?.Report($"Port {remembered} is taken by another program; PostgreSQL moves to {chosen}");
        return chosen;
    }

    private int RememberedPort() =>
        File.Exists(home.Port) && int.TryParse(File.ReadAllText(home.Port), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : 0;

    private static bool IsPassing(string failure) =>
        failure.Contains("pre-existing shared memory block", StringComparison.Ordinal)
        || failure.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal)
        || failure.Contains("postmaster.pid\" already exists", StringComparison.Ordinal)
        || failure.Contains("postmaster.pid\" is empty", StringComparison.Ordinal);
}
