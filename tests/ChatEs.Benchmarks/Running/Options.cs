using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Scenarios;

namespace ChatEs.Benchmarks.Running;

/// <param name="Connections">Null: as many as each scenario says.</param>
/// <param name="Http">False drives the application floor inside this process.</param>
/// <param name="Limits">False leaves them out, to look for what a change did.</param>
/// <param name="Service">The executable to measure; null for the one that was built with this program.</param>
/// <param name="Json">The file for the figures; null for none.</param>
internal sealed record Options(
    IReadOnlyList<Scenario> Scenarios, IReadOnlyList<int>? Connections, Window Window, bool Quick, bool Http, bool Limits, string? Service,
    string? Json)
{
    public static readonly Window UsualWindow = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));

    public static readonly Window QuickWindow = new(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(1));

    public Sizes Sizes => Quick ? Sizes.Quick : Sizes.Full;

    public Needs Needs => Scenarios.Aggregate(Needs.Rooms, (needs, scenario) => needs | scenario.Needs);

    public string Executable => Service ?? BuiltService;

    public static string BuiltService =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatEs.Api.exe" : "ChatEs.Api");
}
