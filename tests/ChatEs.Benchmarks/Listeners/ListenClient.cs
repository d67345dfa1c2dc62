using System.Diagnostics;
using System.Text.Json;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Listeners;

/// <summary>The listening client, a process of its own: thousands of open connections, and those who post.</summary>
internal static class ListenClient
{
    public const string Verb = "listen";

    private const int OpenedAtOnce = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> Run(CancellationToken cancellation)
    {
        var plan = JsonSerializer.Deserialize<ListenPlan>(await Console.In.ReadLineAsync(cancellation) ?? "null")
            ?? throw new InvalidOperationException("The plan is expected on the standard input.");
        var listeners = plan.Openings.Select(_ => new Listener()).ToArray();
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, listeners.Length), new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellation },
                async (i, _) => await listeners[i].Open(plan.Port, plan.Openings[i]));
            foreach (var listener in listeners)
                _ = listener.Read();
            Console.WriteLine(ListenPlan.Opened);
            await Console.In.ReadLineAsync(cancellation);
            Console.WriteLine(JsonSerializer.Serialize(await Measure(plan, listeners, cancellation)));
            await ClientProcess.UntilLeft(cancellation);
            return 0;
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }

    private static async Task<ListenResult> Measure(ListenPlan plan, Listener[] listeners, CancellationToken cancellation)
    {
        var (log, clock) = (new PostLog(), new LoadClock());
        var posters = Enumerable.Range(0, plan.Posters).Select(_ => new Poster(plan, log)).ToList();
        try
        {
            foreach (var poster in posters)
                await poster.Open();
            var posting = Task.WhenAll(posters.Select(poster => Task.Run(() => poster.Run(clock, cancellation), cancellation)));
            await Task.Delay(TimeSpan.FromSeconds(plan.WarmUpSeconds), cancellation);
            var start = Stopwatch.GetTimestamp();
            clock.Begin();
            Console.WriteLine(LoadPlan.Begins);
            await Task.Delay(TimeSpan.FromSeconds(plan.MeasureSeconds), cancellation);
            clock.End();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(LoadPlan.Ends);
            await posting;
            await UntilAllCame(log, listeners, cancellation);
            return Sum(log, listeners, seconds) with { FirstError = posters.Find(poster => poster.Error is not null)?.Error };
        }
        finally
        {
            posters.ForEach(poster => poster.Dispose());
        }
    }

    private static async Task UntilAllCame(PostLog log, Listener[] listeners, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        var expected = log.Expected().Deliveries;
        while (Stopwatch.GetElapsedTime(since) < Patience && Came(log, listeners).LongCount() < expected)
            await Task.Delay(500, cancellation);
    }

    private static IEnumerable<(int Post, long At)> Came(PostLog log, Listener[] listeners)
    {
        foreach (var listener in listeners)
        {
            // The listener adds to the list meanwhile; what it has by now stays where it is.
            for (var i = 0; i < listener.Came.Count; i++)
            {
                if (log.Counts(listener.Came[i].Post))
                    yield return listener.Came[i];
            }
        }
    }

    private static ListenResult Sum(PostLog log, Listener[] listeners, double seconds)
    {
        var waits = Came(log, listeners).Select(came => log.MillisecondsSince(came.Post, came.At)).ToArray();
        Array.Sort(waits);
        var expected = log.Expected();
        return new ListenResult(
            seconds, expected.Posts, waits.Length, expected.Deliveries - waits.Length, listeners.Count(l => l.IsCutOff), At(0.50), At(0.99), null);

        double At(double share) => waits.Length == 0 ? 0 : waits[Math.Min(waits.Length - 1, (int)(share * waits.Length))];
    }
}
