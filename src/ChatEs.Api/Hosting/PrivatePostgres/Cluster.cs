using System.Security.Cryptography;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>The data directory's first day.</summary>
internal sealed class Cluster(ServerHome home, ServerUser user, IProgress<string>? progress)
{
    public const string Owner = "chates";

    private const string Unfinished = "data.new-";

    /// <summary>
    /// initdb works in a sibling that becomes <c>data</c> by one rename at the end: killed at any moment, it leaves
    /// nothing that the next start could take for a cluster.
    /// </summary>
    public async Task Create(PostgresBinaries binaries, bool fsync, CancellationToken cancellation)
    {
        progress?.Report($"Preparing a private PostgreSQL {binaries.Major} in {home.Folder}");
        Sweep();
        await WritePassword(cancellation);
        var fresh = Path.Combine(home.Folder, Unfinished + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(fresh);
        await user.Own(fresh, cancellation);

        string[] arguments =
        [
            "--pgdata", fresh, "--username", Owner, "--pwfile", home.Password, "--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--data-checksums", .. fsync ? Array.Empty<string>() : ["--no-sync"],
        ];
        var made = await user.Run(binaries.Initdb, arguments, cancellation);
        if (!made.Succeeded)
        {
            Sweep();
            throw new PrivateServerException($"PostgreSQL could not prepare its data in {home.Folder}: {made.Output}");
        }

        await File.AppendAllTextAsync(Path.Combine(fresh, "postgresql.conf"), "\ninclude '../chates.conf'\n", cancellation);
        Directory.Move(fresh, home.Data);
        if (fsync && !OperatingSystem.IsWindows())
            await Command.Run("sync", [home.Folder], keepEnvironment: false, cancellation);
    }

    /// <summary>As text without a character that a connection string or initdb would have to quote.</summary>
    private async Task WritePassword(CancellationToken cancellation)
    {
        File.Delete(home.Password);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(home.Password, options))
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)), cancellation);
            file.Flush(flushToDisk: true);
        }

        await user.Own(home.Password, cancellation);
    }

    private void Sweep()
    {
        foreach (var left in Directory.EnumerateDirectories(home.Folder, Unfinished + "*"))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (IOException)
            {
                // An initdb whose caller was killed may still write there. It is never used; the next one sweeps again.
            }
        }
    }
}
