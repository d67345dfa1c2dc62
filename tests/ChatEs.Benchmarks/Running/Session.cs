using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Scenarios;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Running;

/// <summary>
/// Measures closed loops. The limits of a figure run right before it, or before another that is held against the same: the
/// machine is shared, and only what was measured close together may be divided.
/// </summary>
internal sealed class Session(ISubject subject, Pgbench? pgbench, Seeded seeded, Window window)
{
    /// <summary>pgbench needs a server process for each client, and more than this only wait for each other.</summary>
    private const int MostClients = 128;

    private readonly Dictionary<(string Id, int Clients), Limit> _limits = [];
    private readonly HashSet<string> _begun = [];

    public async Task<Figure> Measure(Loop loop, int connections, CancellationToken cancellation)
    {
        var title = loop.Title(seeded.Sizes);
        List<Limit> limits = [];
        foreach (var job in pgbench is null ? [] : loop.Limits)
            limits.Add(await LimitOf(job, title, Math.Min(connections, MostClients), cancellation));
        var measured = await subject.Run(loop, connections, _begun.Add(loop.Name) ? window.First : window, cancellation);
        FigureTable.PrintLine(title, connections, measured);
        return new Figure(loop.Name, title, connections, measured, limits);
    }

    private async Task<Limit> LimitOf(LimitJob job, string title, int clients, CancellationToken cancellation)
    {
        if (_limits.TryGetValue((job.Id, clients), out var known))
            return known;
        var limit = new Limit(job.Name, clients, await pgbench!.Run(job.Job(seeded), clients, window, cancellation));
        FigureTable.PrintLine($"{title}, {job.Name}", clients, limit.Measured);
        return _limits[(job.Id, clients)] = limit;
    }
}
