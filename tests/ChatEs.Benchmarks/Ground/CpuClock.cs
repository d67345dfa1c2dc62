using System.Diagnostics;
using System.Globalization;

namespace ChatEs.Benchmarks.Ground;

/// <summary>
/// CPU time of processes, from /proc. PostgreSQL's is that of the postmaster, of its living children, and of those that
/// ended, which the postmaster inherits; elsewhere than on Linux it is not known.
/// </summary>
internal static class CpuClock
{
    private const double TicksPerSecond = 100;

    public static double? OfPostgres(string dataDirectory)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var postmaster = Postmaster(dataDirectory);
        while (Stat(postmaster) is { } before)
        {
            var living = OfChildren(postmaster);
            // A child that ended in between is in neither sum, or in both.
            if (Stat(postmaster) is { } after && after.Ended == before.Ended)
                return (after.Own + after.Ended + living) / TicksPerSecond;
        }
        return null;
    }

    /// <summary>The postmaster and its living children.</summary>
    public static IReadOnlyList<int> PostgresProcesses(string dataDirectory)
    {
        var postmaster = Postmaster(dataDirectory);
        return [postmaster, .. Children(postmaster).Select(child => child.Process)];
    }

    private static int Postmaster(string dataDirectory) =>
        int.Parse(File.ReadLines(Path.Combine(dataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static long OfChildren(int parent) => Children(parent).Sum(child => child.Ticks);

    private static IEnumerable<(int Process, long Ticks)> Children(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Stat(pid) is { } stat && stat.Parent == parent)
                yield return (pid, stat.Own);
        }
    }

    /// <summary>Of the child processes of this one that have ended.</summary>
    public static double? OfEndedChildren() =>
        OperatingSystem.IsLinux() && Stat(Environment.ProcessId) is { } stat ? stat.Ended / TicksPerSecond : null;

    /// <summary>Of the whole machine: all that was neither idle nor waiting for a disk.</summary>
    public static double? OfMachine()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // cpu user nice system idle iowait irq softirq steal; guest time is within user.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7, 8];
        return busy.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public static double Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static (int Parent, long Own, long Ended)? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            // The name in parentheses may hold spaces: the fields are counted from behind it.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return ((int)Field(1), Field(11) + Field(12), Field(13) + Field(14));

            long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // Ended while we looked.
        }
    }
}
