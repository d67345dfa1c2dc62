namespace ChatEs.Benchmarks.Listeners;

/// <summary>What the listening client is told on its standard input.</summary>
/// <param name="Openings">Whole requests, one a connection.</param>
/// <param name="Posts">Whole requests with <see cref="Slot"/> in the text, drawn at random.</param>
/// <param name="Hearers">How many of the connections hear each of the posts.</param>
/// <param name="PostsPerSecond">Null: each poster sends the next as soon as the last is answered.</param>
internal sealed record ListenPlan(
    int Port, IReadOnlyList<string> Openings, IReadOnlyList<string> Posts, IReadOnlyList<int> Hearers, int Posters,
    double? PostsPerSecond, double WarmUpSeconds, double MeasureSeconds)
{
    /// <summary>The number of the post goes here.</summary>
    public const string Slot = "post 000000000";

    /// <summary>Said when all connections are open; what is told next begins the posting.</summary>
    public const string Opened = "opened";
}

/// <param name="Posts">Answered within the window.</param>
/// <param name="Deliveries">Of these posts, to all connections.</param>
/// <param name="Missing">What should have come, and had not half a minute after the window.</param>
/// <param name="CutOff">Connections that the service ended.</param>
/// <param name="P50Milliseconds">From the answer to the post until the event has come. It may come before the answer.</param>
internal sealed record ListenResult(
    double Seconds, long Posts, long Deliveries, long Missing, int CutOff, double P50Milliseconds, double P99Milliseconds, string? FirstError);
