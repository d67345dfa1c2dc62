using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks;

/// <param name="Http">False drives the application floor inside this process.</param>
/// <param name="Limits">False leaves them out, to look for what a change did.</param>
/// <param name="Service">The executable to measure; null for the one that was built with this program.</param>
/// <param name="Json">The file for the figures; null for none.</param>
internal sealed record Options(
    IReadOnlyList<Work> Scenarios, IReadOnlyList<int> Connections, bool Quick, bool Http, bool Limits, string? Service, string? Json)
{
    public Messages Messages => Quick ? new Messages(Everywhere: 20, DeepRooms: 100) : new Messages(Everywhere: 120, DeepRooms: 1_000);

    public Window Window => Quick
        ? new Window(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))
        : new Window(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));

    /// <summary>The first time that a work is done, the JIT compiles it and the caches are empty.</summary>
    public Window FirstWindow => Window with { WarmUp = Window.WarmUp * (Quick ? 2 : 3) };

    public string Executable => Service
        ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatEs.Api.exe" : "ChatEs.Api");
}
