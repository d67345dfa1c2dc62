using System.Globalization;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// A PostgreSQL of our own, for whoever has set up none. Any number of processes attach to the one of a folder: the first
/// starts it, the last stops it, and a process that was killed does not count.
/// </summary>
public sealed class PrivateServer : IAsyncDisposable
{
    private readonly Site site;
    private readonly PostgresBinaries binaries;
    private readonly string password;
    private FileStream? attachment;

    private PrivateServer(Site site, PostgresBinaries binaries, int port, string password)
    {
        this.site = site;
        this.binaries = binaries;
        this.password = password;
        attachment = site.Attachments.Add();
        Port = port;
    }

    /// <summary>Names the database <c>chates</c>, which the migrator creates.</summary>
    public string ConnectionString => ConnectionStringFor("chates");

    public string DataDirectory => site.Home.Data;

    public string BinDirectory => binaries.Directory;

    public string LogFile => site.Home.Log;

    public int Port { get; }

    /// <exception cref="PrivateServerException">The sentence to print where it cannot be had.</exception>
    public static async Task<PrivateServer> Attach(PrivateServerOptions options, IProgress<string>? progress, CancellationToken cancellation)
    {
        try
        {
            var here = await Site.Find(options, progress, cancellation);
            using (await here.Attachments.Lock(progress, cancellation))
                return await Attach(here, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrivateServerException($"The private PostgreSQL in {options.Root} could not be started: {error.Message}", error);
        }
    }

    /// <summary>Stops a server whose processes were all killed. False where somebody uses it.</summary>
    public static async Task<bool> StopAbandoned(PrivateServerOptions options, CancellationToken cancellation)
    {
        var here = await Site.Find(options, progress: null, cancellation);
        using (await here.Attachments.Lock(progress: null, cancellation))
        {
            if (here.Attachments.Any())
                return false;
            if (here.Home.HasCluster)
                await here.Process.Stop(await here.Binaries(cancellation), cancellation);
            return true;
        }
    }

    public string ConnectionStringFor(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={Cluster.Owner};Password={password};Database=\"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref attachment, null) is not { } mine)
            return;
        using var held = await site.Attachments.Lock(site.Progress, CancellationToken.None);
        Attachments.Remove(mine);
        try
        {
            if (!site.Attachments.Any())
                await site.Process.Stop(binaries, CancellationToken.None);
        }
        catch (PrivateServerException error)
        {
            // We are on our way out; whoever attaches next meets the server as it is.
            site.Progress?.Report(error.Message);
        }
    }

    private static async Task<PrivateServer> Attach(Site here, CancellationToken cancellation)
    {
        var programs = await here.Binaries(cancellation);
        try
        {
            if (!here.Home.HasCluster)
                await new Cluster(here.Home, here.User, here.Progress).Create(programs, here.Options.Fsync, cancellation);
            var secret = (await File.ReadAllTextAsync(here.Home.Password, cancellation)).Trim();
            var running = await here.Process.Ensure(programs, cancellation);
            return new PrivateServer(here, programs, running.Port, secret);
        }
        catch (Exception)
        {
            // Cut short between start and attachment, the server would run on with nobody to stop it.
            if (here.Home.HasCluster && !here.Attachments.Any())
                await here.Process.Stop(programs, CancellationToken.None);
            throw;
        }
    }

    /// <summary>What is settled before the lock is taken: where the server lives, and as whom it runs.</summary>
    private sealed record Site(ServerHome Home, ServerUser User, PrivateServerOptions Options, IProgress<string>? Progress)
    {
        public Attachments Attachments { get; } = new(Home.Folder);

        public ServerProcess Process { get; } = new(Home, User, Options, Progress);

        public static async Task<Site> Find(PrivateServerOptions options, IProgress<string>? progress, CancellationToken cancellation)
        {
            var user = await ServerUser.Choose(options.UserNames, cancellation);
            var home = await ServerHome.Choose(options, user, progress, cancellation);
            if (user.Name is not null && home.HasCluster)
                user = await ServerUser.Choose([await Owner(home.Data, cancellation)], cancellation);
            return new Site(home, user, options, progress);
        }

        public Task<PostgresBinaries> Binaries(CancellationToken cancellation) =>
            PostgresBinaries.Find(Options, Home.Major, User, Progress, cancellation);

        /// <summary>Data that a normal user made earlier stays his when root comes along.</summary>
        private static async Task<string> Owner(string data, CancellationToken cancellation)
        {
            string[] arguments = OperatingSystem.IsLinux() ? ["-c", "%U", data] : ["-f", "%Su", data];
            var told = await Command.Run("stat", arguments, keepEnvironment: false, cancellation);
            return told.Succeeded ? told.Output : throw new PrivateServerException($"The owner of {data} could not be found out: {told.Output}");
        }
    }
}
