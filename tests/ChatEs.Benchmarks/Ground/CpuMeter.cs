using System.Diagnostics;

namespace ChatEs.Benchmarks.Ground;

/// <summary>Reads the clocks at both ends of a window.</summary>
/// <param name="service">Null where none takes part.</param>
/// <param name="client">CPU seconds of the load so far; its own process reports it where there is one.</param>
internal sealed class CpuMeter(string dataDirectory, Process? service, Func<double?> client)
{
    private readonly Reading _start = Read(dataDirectory, service, client);

    /// <summary>A time stamp of <see cref="Stopwatch"/>.</summary>
    public long Began => _start.At;

    public CpuShare Stop()
    {
        var end = Read(dataDirectory, service, client);
        var seconds = Stopwatch.GetElapsedTime(_start.At, end.At).TotalSeconds;
        var share = new CpuShare(
            (end.Service - _start.Service) / seconds, (end.Postgres - _start.Postgres) / seconds, (end.Client - _start.Client) / seconds);
        return share with
        {
            // The clocks are not read at the very same moment: an idle rest may come out below nothing.
            Others = end.Machine is null ? null : Math.Max(0, ((end.Machine - _start.Machine) / seconds ?? 0) - share.Ours),
        };
    }

    private static Reading Read(string dataDirectory, Process? service, Func<double?> client) => new(
        Stopwatch.GetTimestamp(), service is null ? null : CpuClock.Of(service), CpuClock.OfPostgres(dataDirectory), client(), CpuClock.OfMachine());

    private sealed record Reading(long At, double? Service, double? Postgres, double? Client, double? Machine);
}
