using ChatEs.Faults.Ground;

namespace ChatEs.Faults.Plans;

internal enum FaultKind
{
    /// <summary>kill -9 of a service process.</summary>
    KillService,

    /// <summary>SIGTERM to a service process in the middle of its work.</summary>
    StopService,

    /// <summary>kill -9 of one PostgreSQL process that serves a connection.</summary>
    KillBackend,

    /// <summary>Immediate stop of PostgreSQL.</summary>
    StopPostgres,

    /// <summary>kill -9 of the postmaster.</summary>
    KillPostgres,

    /// <summary>Connections between a service and PostgreSQL are reset, and new ones too.</summary>
    CutNetwork,

    /// <summary>Nothing arrives, in both directions.</summary>
    StallNetwork,

    /// <summary>Nothing arrives in one direction.</summary>
    OneWayNetwork,

    /// <summary>The server's end of every connection is closed, and the service is not told.</summary>
    HalfOpen,

    /// <summary>Not a page is left on the disk of the data directory.</summary>
    FullDisk,

    /// <summary>The wall clock of a service process jumps ahead or back.</summary>
    StepClock,
}

internal static class FaultKinds
{
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    /// <summary>As they are spelled on the command line.</summary>
    public static string NameOf(FaultKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));

    public static FaultKind? Parse(string name) => All.Cast<FaultKind?>().FirstOrDefault(kind => NameOf(kind!.Value) == name);

    /// <summary>Those that this machine has what it takes for, and a sentence for each that is left out.</summary>
    public static (IReadOnlyList<FaultKind> Possible, IReadOnlyList<string> LeftOut) On(Site site, IReadOnlyList<FaultKind> wanted)
    {
        var leftOut = new List<string>();
        if (wanted.Contains(FaultKind.FullDisk) && !site.IsOwnDisk)
            leftOut.Add("full-disk is LEFT OUT: a file system of its own takes root on Linux, and mount.");
        if (wanted.Contains(FaultKind.StepClock) && !Clock.CanBeMoved)
            leftOut.Add("step-clock is LEFT OUT: libfaketime is not installed.");
        return (
            [.. wanted.Where(kind => (kind != FaultKind.FullDisk || site.IsOwnDisk) && (kind != FaultKind.StepClock || Clock.CanBeMoved))],
            leftOut);
    }
}
