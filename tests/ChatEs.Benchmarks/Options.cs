namespace ChatEs.Benchmarks;

/// <param name="Http">False drives the application floor inside this process.</param>
internal sealed record Options(IReadOnlyList<Work> Scenarios, IReadOnlyList<int> Connections, bool Quick, bool Http, string? Json)
{
    /// <summary>The first figure of a process is run in by the others' warm-up and needs more.</summary>
    public Window Window => Quick
        ? new Window(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))
        : new Window(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));

    /// <summary>A page takes 100; the rest is for the acts of seeing, each of which uses up one message of one member.</summary>
    public const int MessagesPerRoom = 120;
}
