using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Testing;
using Npgsql;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

/// <summary>A temporary folder with private servers in it; what a failed test left running there is stopped.</summary>
internal sealed class ServerFolder : IAsyncDisposable
{
    /// <summary>Prepared once, since initdb takes longer than everything else in most tests.</summary>
    private static readonly Lazy<Task<string>> Prepared = new(Prepare);

    private readonly List<string> said = [];

    private readonly TestFolder folder = new();

    public string Path => folder.Path;

    public string Root => System.IO.Path.Combine(Path, "root");

    public string Data => System.IO.Path.Combine(Root, "postgres", "data");

    public string PidFile => System.IO.Path.Combine(Data, "postmaster.pid");

    public IReadOnlyList<string> Said => said;

    public PrivateServerOptions Options => new() { Root = Root, Fsync = false, StateDirectory = System.IO.Path.Combine(Path, "state"), CacheDirectory = System.IO.Path.Combine(Path, "cache") };

    /// <summary>A folder whose server ran before and was stopped.</summary>
    public static async Task<ServerFolder> Used()
    {
        var used = new ServerFolder();
        var copied = await Command.Run("cp", ["-a", await Prepared.Value, used.Root], keepEnvironment: true, TestContext.Current.CancellationToken);
        return copied.Succeeded ? used : throw new InvalidOperationException(copied.Output);
    }

    public Task<PrivateServer> Attach() => Attach(Options);

    public Task<PrivateServer> Attach(PrivateServerOptions options) => PrivateServer.Attach(options, new Ears(said), TestContext.Current.CancellationToken);

    public static async Task<string> Read(PrivateServer server, string query) => await Read(server.ConnectionStringFor("postgres"), query);

    /// <summary>Without a pool: a connection kept from an earlier server would fail instead of the thing under test.</summary>
    public static async Task<string> Read(string connectionString, string query)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false;Timeout=5");
        await using var command = source.CreateCommand(query);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    public int ServerPid() => int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture);

    public bool ServerRuns() => File.Exists(PidFile);

    public static async Task Until(Func<bool> happened, string what)
    {
        var late = DateTime.UtcNow.AddSeconds(60);
        while (!happened())
        {
            if (DateTime.UtcNow > late)
                throw new TimeoutException($"Within a minute it did not come true that {what}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Leaves it all as a killed test run would.</summary>
    public void Abandon() => folder.Abandon();

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
            await PrivateServer.StopAbandoned(Options, CancellationToken.None);
        folder.Remove();
    }

    private static async Task<string> Prepare()
    {
        var first = new ServerFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => first.folder.Remove();
        await (await first.Attach()).DisposeAsync();
        File.Delete(System.IO.Path.Combine(first.Root, "postgres", "port"));
        return first.Root;
    }

    private sealed class Ears(List<string> heard) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (heard)
                heard.Add(value);
        }
    }
}
