using System.Globalization;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Soak;

/// <summary>Of all processes of PostgreSQL, what they share counted once (the kernel's proportional set size).</summary>
internal static class PostgresMemory
{
    private const string Line = "Pss:";

    /// <returns>In bytes; null elsewhere than on Linux, or where the kernel does not tell.</returns>
    public static long? Of(string dataDirectory) =>
        OperatingSystem.IsLinux() ? CpuClock.PostgresProcesses(dataDirectory).Sum(ProportionalSize) : null;

    private static long? ProportionalSize(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) is { } line
                ? long.Parse(line[Line.Length..^" kB".Length], CultureInfo.InvariantCulture) << 10
                : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // Ended while we looked, or another user's.
        }
    }
}
