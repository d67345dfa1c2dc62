using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Scenarios;
using ChatEs.Benchmarks.Subjects;
using Spectre.Console;

namespace ChatEs.Benchmarks.Running;

/// <summary>One run: a server, the data in it, what is measured, the figures.</summary>
internal static class Run
{
    /// <returns>The exit code: 1 when anything was answered with an error.</returns>
    public static async Task<int> Everything(Options options, CancellationToken cancellation)
    {
        await using var server = await BenchServer.Start(cancellation);
        var machine = await Machine.Describe(server, cancellation);
        await PostLimits.CreateTables(server, cancellation);
        var figures = new List<Figure>();
        try
        {
            await Measure(server, options, figures, cancellation);
        }
        finally
        {
            // Minutes of measuring are not lost to what went wrong after them.
            FigureTable.Print(figures, machine);
            if (options.Json is { } file)
                await FigureTable.Save(file, figures, machine, CancellationToken.None);
        }
        return figures.Exists(figure => figure.Measured.Errors > 0) ? 1 : 0;
    }

    private static async Task Measure(BenchServer server, Options options, List<Figure> figures, CancellationToken cancellation)
    {
        var services = InProcess.Services(server.ConnectionString);
        await using var closing = services;
        var seeded = await new Seed(services).Sow(options.Sizes, options.Needs, cancellation);
        await server.Execute("vacuum analyze", cancellation);
        // A second writer that stands by would be one more than a service ordinarily has.
        if (options.Http)
            await services.DisposeAsync();
        await Loops(server, seeded, services, options, figures, cancellation);
        foreach (var job in options.Scenarios.OfType<Job>())
            await Do(job, new JobGround(server, seeded, options.Executable, options.Quick), figures, cancellation);
    }

    private static async Task Loops(
        BenchServer server, Seeded seeded, Microsoft.Extensions.DependencyInjection.ServiceProvider services, Options options, List<Figure> figures,
        CancellationToken cancellation)
    {
        var loops = options.Scenarios.OfType<Loop>().Where(loop => options.Http || loop.Call is not null).ToList();
        if (loops.Count == 0)
            return;
        await using ISubject subject = options.Http
            ? await OverHttp.Start(options.Executable, server, seeded, options.Needs, [], cancellation)
            : new InProcess(server, seeded, services);
        await subject.Prime(cancellation);
        var session = new Session(subject, options.Limits ? new Pgbench(server) : null, seeded, options.Window);
        foreach (var loop in loops)
        {
            foreach (var connections in options.Connections ?? loop.Connections)
                figures.Add(await session.Measure(loop, connections, cancellation));
        }
    }

    private static async Task Do(Job job, JobGround ground, List<Figure> figures, CancellationToken cancellation)
    {
        AnsiConsole.MarkupLineInterpolated($"[grey]{job.Title(ground.Seeded.Sizes)}[/]");
        foreach (var result in await job.Run(ground, cancellation))
            figures.Add(new Figure(job.Name, job.Title(ground.Seeded.Sizes) + result.Title, null, result.Measured, []));
    }
}
