using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatEs.Domain;

namespace ChatEs.Application;

/// <summary>What the service says of itself: traces from the source <c>ChatEs</c>, metrics from the meter <c>ChatEs</c>.</summary>
public static class Telemetry
{
    public const string Name = "ChatEs";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("chates.commands", description: "Commands answered, by name and outcome.");

    internal static Activity? Start(string command) => Source.StartActivity(command);

    internal static void Count(string command, Refusal? refusal)
    {
        if (Commands.Enabled)
            Commands.Add(1, new("command", command), new("outcome", refusal?.Code.ToString() ?? "Done"));
    }
}
