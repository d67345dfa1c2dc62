using System.Diagnostics;
using Spectre.Console;

namespace ChatEs.Benchmarks.Ground;

/// <summary>Says every few seconds how far the seeding of one thing is.</summary>
internal sealed class SeedProgress(string what, long total)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _one = new();
    private long _done;
    private TimeSpan _said;

    /// <summary>By any number of callers at once.</summary>
    public void Add(int rows)
    {
        lock (_one)
        {
            _done += rows;
            var elapsed = Stopwatch.GetElapsedTime(_start);
            if (_done < total && elapsed - _said < Pause)
                return;
            _said = elapsed;
            var rate = _done / elapsed.TotalSeconds;
            var left = TimeSpan.FromSeconds((total - _done) / rate);
            AnsiConsole.MarkupLineInterpolated(_done < total
                ? (FormattableString)$"[grey]seeding {what}: {_done:n0} of {total:n0}, {rate:n0} a second, {left:m\\:ss} left[/]"
                : $"[grey]seeded {what}: {total:n0} in {elapsed.TotalSeconds:n1} s, {rate:n0} a second[/]");
        }
    }
}
