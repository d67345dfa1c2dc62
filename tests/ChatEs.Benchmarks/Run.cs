using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks;

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
        var seeded = await new Seed(services).Sow(options.Messages, cancellation);
        await server.Execute("vacuum analyze", cancellation);
        // A second writer that stands by would be one more than a service ordinarily has.
        if (options.Http)
            await services.DisposeAsync();
        await using ISubject subject = options.Http
            ? new OverHttp(server, seeded, await ServiceProcess.Start(options.Executable, server, cancellation))
            : new InProcess(server, seeded, services);
        await new Session(subject, new Pgbench(server), seeded, options, figures).Run(cancellation);
    }
}
