namespace ChatEs.Benchmarks.Load;

/// <summary>What the load client is told on its standard input.</summary>
/// <param name="Requests">Whole requests, as they go over the wire.</param>
/// <param name="Steps">Null: each request is drawn at random. Else they are taken in turn, and each holds a number that grows.</param>
internal sealed record LoadPlan(int Port, int Connections, double WarmUpSeconds, double MeasureSeconds, IReadOnlyList<string> Requests, Steps? Steps)
{
    /// <summary>False: to run out of steps is a failure, since the rest of the window would be empty.</summary>
    public bool EndsWithSteps { get; init; }

    /// <summary>Said when measuring begins and ends, so that the other side reads the clocks then.</summary>
    public const string Begins = "begins";

    public const string Ends = "ends";
}

/// <summary>Step s sends request s % count with the number 1 + s / count in the place of <see cref="Slot"/>, where it has one.</summary>
/// <param name="First">Where an earlier run left off.</param>
/// <param name="MostNumber">The largest number that means anything; beyond it there is nothing left to ask for.</param>
internal sealed record Steps(int First, int MostNumber)
{
    /// <summary>JSON allows blanks before a number, so the request's length stays the same.</summary>
    public const string Slot = "         ";
}

internal sealed record LoadResult(Measured Measured, int NextStep);
