using System.Diagnostics;
using System.Globalization;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>The service's executable, run for one verb of its command line, from its start to its end.</summary>
internal static class VerbProcess
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <returns>Without operations, which only the caller can count; its CPU stands under the service.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<Measured> Run(string executable, BenchServer server, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Describe(executable, server, arguments) };
        var cpu = new CpuMeter(server.DataDirectory, service: null, CpuClock.OfEndedChildren);
        process.Start();
        try
        {
            // What it prints is taken as fast as it comes and thrown away.
            var printed = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var most = await Watch(process, cancellation);
            await printed;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {(await errors).Trim()}");
            var share = cpu.Stop();
            return new Measured(Stopwatch.GetElapsedTime(cpu.Began).TotalSeconds, 0, 0, 0, Errors: 0)
            {
                Cpu = share with { Service = share.Client, Client = null },
                ResidentBytes = most,
            };
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task<long?> Watch(Process process, CancellationToken cancellation)
    {
        long? most = null;
        var ended = process.WaitForExitAsync(cancellation);
        do
        {
            most = PeakOf(process.Id) ?? most;
        }
        while (await Task.WhenAny(ended, Task.Delay(Glance, cancellation)) != ended);
        await ended;
        return most;
    }

    /// <summary>The kernel keeps the most itself; what is read last misses at most what came in between two looks.</summary>
    private static long? PeakOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line["VmHWM:".Length..^" kB".Length], CultureInfo.InvariantCulture) << 10
                : null;
        }
        catch (IOException)
        {
            return null; // Ended while we looked, or not Linux.
        }
    }

    private static ProcessStartInfo Describe(string executable, BenchServer server, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__ChatEs"] = server.ConnectionString;
        return start;
    }
}
