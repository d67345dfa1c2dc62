namespace ChatEs.Benchmarks.Load;

/// <summary>What the load client is told on its standard input.</summary>
/// <param name="Groups">Before each request one is drawn, by its weight.</param>
internal sealed record LoadPlan(int Port, int Connections, double WarmUpSeconds, double MeasureSeconds, IReadOnlyList<RequestGroup> Groups)
{
    /// <summary>False: to run out of steps is a failure, since the rest of the window would be empty.</summary>
    public bool EndsWithSteps { get; init; }

    /// <summary>Said when measuring begins and ends, so that the other side reads the clocks then.</summary>
    public const string Begins = "begins";

    public const string Ends = "ends";
}

/// <summary>Requests of one kind.</summary>
/// <param name="Requests">Whole requests, as they go over the wire.</param>
/// <param name="Weight">How often the group is drawn beside the others.</param>
internal sealed record RequestGroup(IReadOnlyList<string> Requests, int Weight = 1)
{
    /// <summary>What is filled in while the clock runs; null sends the requests as they are.</summary>
    public Slot? Slot { get; init; }

    /// <summary>Null: each request is drawn at random. Else they are taken in turn.</summary>
    public Steps? Steps { get; init; }
}

/// <summary>Step s sends request s % count, and is number 1 + s / count.</summary>
/// <param name="Series">Groups of one series go on where any of them left off.</param>
/// <param name="MostNumber">The largest number that means anything; beyond it there is nothing left to ask for.</param>
/// <param name="First">Where an earlier run left off.</param>
internal sealed record Steps(string Series, int MostNumber, int First = 0);

/// <summary>The place in a request that is filled in anew each time, always as wide, so that the request's length stays the same.</summary>
/// <param name="From">Added to the number.</param>
/// <param name="Count">Of <see cref="Fill.Random"/>: how many numbers there are to draw from.</param>
internal sealed record Slot(string Mark, Fill Fill, long From = 0, int Count = 0)
{
    /// <summary>JSON allows blanks before a number.</summary>
    public const string Blanks = "         ";

    /// <summary>Within a name, as <see cref="Ground.Seeded.ExternalId"/> spells its number.</summary>
    public const string Digits = "#########";

    public const string Uuid = "########-####-4###-8###-############";

    /// <summary>The number of the step, in an order of JSON.</summary>
    public static Slot StepNumber => new(Blanks, Fill.Step);

    public static Slot StepName(long from) => new(Digits, Fill.Step, from);

    public static Slot RandomName(int count) => new(Digits, Fill.Random, 0, count);

    public static Slot FreshUuid => new(Uuid, Fill.Uuid);
}

internal enum Fill
{
    Step,
    Random,
    Uuid,
}

/// <param name="NextSteps">One for each group; 0 for one without steps.</param>
internal sealed record LoadResult(Measured Measured, IReadOnlyList<int> NextSteps);
