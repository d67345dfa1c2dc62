using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatEs.Benchmarks.Ground;
using Npgsql;

namespace ChatEs.Benchmarks.Limits;

/// <param name="Script">In pgbench's language.</param>
/// <param name="Variables">Sent with every statement as parameters.</param>
internal sealed record PgbenchJob(string Script, IReadOnlyDictionary<string, string> Variables);

/// <summary>PostgreSQL's own load client: what the server can do when nothing of ours stands before it.</summary>
internal sealed partial class Pgbench(BenchServer server)
{
    /// <summary>Writing down every latency would cost pgbench itself; a tenth gives the same percentiles.</summary>
    private const string SamplingRate = "0.1";

    public async Task<Measured> Run(PgbenchJob job, int clients, Window window, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("chates-pgbench-").FullName;
        try
        {
            var script = Path.Combine(folder, "script.sql");
            await File.WriteAllTextAsync(script, job.Script, cancellation);
            await Execute(job, script, clients, window.WarmUp, [], cancellation);

            var cpu = new CpuMeter(server.DataDirectory, service: null, CpuClock.OfEndedChildren);
            var log = Path.Combine(folder, "latency");
            string[] logged = ["--log", $"--log-prefix={log}", $"--sampling-rate={SamplingRate}"];
            var report = await Execute(job, script, clients, window.Measure, logged, cancellation);
            var share = cpu.Stop();
            var measured = Measured.From(Latencies(folder), window.Measure.TotalSeconds, errors: 0);
            return measured with
            {
                Operations = (long)(Rate(report) * measured.Seconds),
                Cpu = share,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> Execute(
        PgbenchJob job, string script, int clients, TimeSpan time, string[] more, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Describe(job, script, clients, time, more) };
        process.Start();
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"pgbench failed: {(await errors).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private ProcessStartInfo Describe(PgbenchJob job, string script, int clients, TimeSpan time, string[] more)
    {
        var database = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        var seconds = Math.Max(1, (int)Math.Round(time.TotalSeconds));
        var start = new ProcessStartInfo(Program(), [
            "--no-vacuum", "--protocol=prepared", $"--file={script}", $"--client={clients}",
            $"--jobs={Math.Min(clients, Environment.ProcessorCount)}", $"--time={seconds}", .. more,
            .. job.Variables.Select(v => $"--define={v.Key}={v.Value}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = database.Username;
        start.Environment["PGPASSWORD"] = database.Password;
        start.Environment["PGDATABASE"] = database.Database;
        start.Environment["PGOPTIONS"] = "-c search_path=chat,events";
        return start;
    }

    private string Program()
    {
        var path = Path.Combine(server.BinDirectory, OperatingSystem.IsWindows() ? "pgbench.exe" : "pgbench");
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"pgbench is not beside PostgreSQL's programs in {server.BinDirectory}; install the package that has it, or name another PostgreSQL in CHATES_POSTGRES_BIN.");
    }

    private static double Rate(string report) =>
        RateLine().Match(report) is { Success: true } match
            ? double.Parse(match.Groups["tps"].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said no rate: {report}");

    /// <summary>A log line is: client, transaction number, microseconds, script, time.</summary>
    private static List<int> Latencies(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "latency*")
            .SelectMany(File.ReadLines)
            .Select(line => int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+) \(without initial", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RateLine();
}
