using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>The built service, running by itself on a free port.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Between two looks whether it is ready: so exact is the time of a start.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly Queue<string> _said = new();

    private ServiceProcess(Process process, int port) => (Process, Port) = (process, port);

    public Process Process { get; }

    public int Port { get; }

    /// <summary>Null before <see cref="Count"/>, and where the runtime's diagnostics are turned off.</summary>
    public RuntimeCounters? Counters { get; private set; }

    /// <summary>
    /// Waits until it has taken in what was written while none ran: the rollups, and the tree over the log. They would
    /// take the processors from the first figures.
    /// </summary>
    public async Task UntilCaughtUp(BenchServer server, CancellationToken cancellation)
    {
        const string Behind = """
            select h.last_seq - coalesce((
              select min(p.last_seq_id) from events.mt_event_progression p
              where p.name in ('analytics_rollups', 'merkle_tree')
              having count(*) = 2), 0)
            from events.mt_head h
            """;
        while (await server.Number(Behind, cancellation) > 0)
        {
            if (Process.HasExited)
                throw Failed("The service ended");
            await Task.Delay(Look, cancellation);
        }
        await server.Execute("checkpoint", cancellation);
    }

    public long Resident()
    {
        Process.Refresh();
        return Process.WorkingSet64;
    }

    /// <summary>Begins to read what the runtime counts; not before it is needed, since a start is measured without.</summary>
    public async Task Count(CancellationToken cancellation) => Counters = await RuntimeCounters.Of(Process.Id, cancellation);

    public static async Task<ServiceProcess> Start(string executable, BenchServer server, CancellationToken cancellation)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(executable, ["serve"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__ChatEs"] = server.ConnectionString;
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var service = new ServiceProcess(new Process { StartInfo = start }, port);
        service.Begin();
        try
        {
            await service.UntilReady(cancellation);
            return service;
        }
        catch (Exception)
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What it answered is committed; there is nothing to wait for.
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync();
        if (Counters is not null)
            await Counters.DisposeAsync();
        Process.Dispose();
    }

    private void Begin()
    {
        Process.OutputDataReceived += (_, line) => Keep(line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    /// <summary>A pipe that nobody reads would stop the service; the last lines tell why it would not start.</summary>
    private void Keep(string? line)
    {
        lock (_said)
        {
            if (line is not null)
                _said.Enqueue(line);
            while (_said.Count > 20)
                _said.Dequeue();
        }
    }

    private async Task UntilReady(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var ready = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/health/ready"));
        var since = Stopwatch.GetTimestamp();
        while (!Process.HasExited && Stopwatch.GetElapsedTime(since) < Patience)
        {
            try
            {
                using var answer = await http.GetAsync(ready, cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(Glance, cancellation);
        }
        throw Failed("The service did not become ready");
    }

    private InvalidOperationException Failed(string what)
    {
        lock (_said)
            return new($"{what}. It said last:\n{string.Join('\n', _said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
