using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks;

/// <summary>
/// Measures each figure right after the limits it is compared to: the machine is shared, and only what was measured in
/// the same minute may be divided.
/// </summary>
internal sealed class Session(ISubject subject, Pgbench pgbench, Seeded seeded, Options options, List<Figure> figures)
{
    /// <summary>pgbench needs a server process for each client, and more than this only wait for each other.</summary>
    private const int MostClients = 128;

    private readonly HashSet<Work> _done = [];

    public async Task Run(CancellationToken cancellation)
    {
        await subject.Prime(cancellation);
        foreach (var connections in options.Connections)
        {
            foreach (var work in options.Scenarios)
                await Measure(work, connections, cancellation);
        }
    }

    private async Task Measure(Work work, int connections, CancellationToken cancellation)
    {
        var clients = Math.Min(connections, MostClients);
        var limits = new List<Limit>();
        foreach (var (name, job) in options.Limits ? LimitsOf(work) : [])
        {
            var limit = new Limit(name, clients, await pgbench.Run(job, clients, options.Window, cancellation));
            FigureTable.PrintLine($"{NameOf(work)}, {name}", clients, limit.Measured);
            limits.Add(limit);
        }
        var window = _done.Add(work) ? options.FirstWindow : options.Window;
        var measured = await subject.Run(work, connections, window, cancellation);
        FigureTable.PrintLine(NameOf(work), connections, measured);
        figures.Add(new Figure(NameOf(work), connections, measured, limits));
    }

    private Dictionary<string, PgbenchJob> LimitsOf(Work work) => work switch
    {
        Work.Posts or Work.HotRoom => new(StringComparer.Ordinal)
        {
            [PostLimits.OneTransaction] = PostLimits.InFourStatements(work == Work.Posts ? Seed.Rooms : 1),
            [PostLimits.OneCall] = PostLimits.InOneCall(work == Work.Posts ? Seed.Rooms : 1),
        },
        Work.History => new(StringComparer.Ordinal) { [ReadLimit.Name] = ReadLimit.NewestPage(seeded) },
        _ => [],
    };

    private static string NameOf(Work work) => work switch
    {
        Work.Posts => "posts, 1,000 rooms",
        Work.HotRoom => "posts, one room",
        Work.History => "newest page of 100",
        Work.Unread => "unread of 100 rooms",
        _ => "mark seen",
    };
}
