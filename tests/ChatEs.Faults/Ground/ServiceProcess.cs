using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatEs.Faults.Ground;

/// <summary>One place for a service process: its port and its network stay, the process may be killed and started again.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly HttpClient Asking = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(3) };

    private readonly string _connectionString;
    private readonly string _pidFile;
    private readonly Clock _clock;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _writing = new();
    private Process? _process;
    private string? _log;

    /// <param name="database">Its connection string, straight to the server.</param>
    /// <param name="pidFile">Names the process, for the harness that clears up behind this one if it is killed.</param>
    /// <param name="settings">Its configuration, spelled as in the environment; none where it is as usual.</param>
    public ServiceProcess(int place, Database server, string database, Clock clock, string pidFile, IReadOnlyDictionary<string, string>? settings = null)
    {
        (Place, _pidFile, _settings) = (place, pidFile, settings ?? new Dictionary<string, string>(StringComparer.Ordinal));
        Proxy = new Proxy(() => server.Port);
        Port = FreePort();
        _clock = clock;
        _connectionString = string.Create(
            CultureInfo.InvariantCulture, $"{database};Host=127.0.0.1;Port={Proxy.Port};Maximum Pool Size=40");
    }

    public int Place { get; }

    public int Port { get; }

    public Proxy Proxy { get; }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    public bool Runs => _process is { HasExited: false };

    /// <summary>The number of the process; null before its first start.</summary>
    public int? Id => _process?.Id;

    public Clock Clock => _clock;

    /// <param name="file">Where its lines go from now on; null is nowhere.</param>
    public void LogTo(string? file)
    {
        lock (_writing)
            _log = file;
    }

    /// <summary>Starts it where it does not run, and waits until it is ready.</summary>
    public async Task EnsureReady(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var since = Stopwatch.GetTimestamp();
            while (!await IsReady(cancellation))
            {
                if (Stopwatch.GetElapsedTime(since) > Patience)
                    throw new FaultException($"Service {Place} is not ready {Patience.TotalMinutes:0} minutes after everything was mended.");
                if (!Runs)
                    Start();
                await Task.Delay(50, cancellation);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Kill()
    {
        if (Runs)
            _process!.Kill();
    }

    /// <returns>How long it took to stop; null when it had to be killed.</returns>
    public async Task<TimeSpan?> Terminate(TimeSpan patience)
    {
        if (_process is not { HasExited: false } process)
            return TimeSpan.Zero;
        var since = Stopwatch.GetTimestamp();
        await Shell.Signal("TERM", process.Id);
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(patience);
            return Stopwatch.GetElapsedTime(since);
        }
        catch (TimeoutException)
        {
            process.Kill();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        if (_process is { } process)
            await process.WaitForExitAsync();
        _process?.Dispose();
        await Proxy.DisposeAsync();
        _one.Dispose();
    }

    private void Start()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ChatEs.Api"), ["serve"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__ChatEs"] = _connectionString;
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in _clock.Environment.Concat(_settings))
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        File.WriteAllText(_pidFile, _process.Id.ToString(CultureInfo.InvariantCulture));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        lock (_writing)
        {
            if (line is not null && _log is not null)
                File.AppendAllText(_log, line + "\n");
        }
    }

    private async Task<bool> IsReady(CancellationToken cancellation)
    {
        try
        {
            using var answer = await Asking.GetAsync(new Uri(Address, "health/ready"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The harness itself could not go on, or what it started does not come back.</summary>
internal sealed class FaultException(string message) : Exception(message);
