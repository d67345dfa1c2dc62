namespace ChatEs.Benchmarks;

/// <summary>What one closed loop did within its window, or one job from beginning to end.</summary>
/// <param name="Errors">Answers that were not what was asked for; any makes the run fail.</param>
internal sealed record Measured(double Seconds, long Operations, double P50Milliseconds, double P99Milliseconds, long Errors)
{
    /// <summary>CPU seconds per second of the window; null for a part that does not take part.</summary>
    public CpuShare Cpu { get; init; } = new(null, null, null);

    /// <summary>Of the service, at the end of the window; of a job the most that its process had.</summary>
    public long? ResidentBytes { get; init; }

    /// <summary>By the service in a second; null where nobody counted.</summary>
    public double? AllocatedBytesPerSecond { get; init; }

    public string? FirstError { get; init; }

    public double PerSecond => Operations / Seconds;

    /// <summary>Of one operation.</summary>
    public double? AllocatedBytesEach => PerSecond == 0 ? null : AllocatedBytesPerSecond / PerSecond;

    /// <param name="microseconds">One entry an operation, in any order; it is sorted here.</param>
    public static Measured From(List<int> microseconds, double seconds, long errors)
    {
        microseconds.Sort();
        return new Measured(seconds, microseconds.Count, At(0.50), At(0.99), errors);

        double At(double share) =>
            microseconds.Count == 0 ? 0 : microseconds[Math.Min(microseconds.Count - 1, (int)(share * microseconds.Count))] / 1000.0;
    }
}

internal sealed record CpuShare(double? Service, double? Postgres, double? Client)
{
    /// <summary>What everybody else on the machine took meanwhile: a figure with much of it says little about us.</summary>
    public double? Others { get; init; }

    public double Ours => (Service ?? 0) + (Postgres ?? 0) + (Client ?? 0);

    /// <summary>Microseconds of CPU that all parts together spent on one operation; hardly moved by a busy machine.</summary>
    public double? PerOperation(double perSecond) =>
        Postgres is null || perSecond == 0 ? null : Ours / perSecond * 1e6;
}

/// <param name="Name">As on the command line.</param>
/// <param name="Connections">How many callers at once; null for a job.</param>
/// <param name="Limits">Measured on the same server, with as many callers where pgbench may have as many.</param>
internal sealed record Figure(string Name, string Title, int? Connections, Measured Measured, IReadOnlyList<Limit> Limits)
{
    public double RatioTo(Limit limit) => Measured.PerSecond / limit.Measured.PerSecond;
}

/// <summary>What PostgreSQL does at the same work when nothing of ours stands before it.</summary>
internal sealed record Limit(string Name, int Clients, Measured Measured);
