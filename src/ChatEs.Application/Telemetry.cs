using System.Diagnostics;
using System.Diagnostics.Metrics;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;

namespace ChatEs.Application;

/// <summary>What the service says of itself: traces from the source <c>ChatEs</c>, metrics from the meter <c>ChatEs</c>.</summary>
public static class Telemetry
{
    public const string Name = "ChatEs";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("chates.commands", description: "Commands answered, by name and outcome.");

    private static readonly Histogram<double> Deliveries = Meter.CreateHistogram<double>(
        "chates.webhook.attempts", unit: "s", description: "Attempts to deliver to webhooks: how long they took, by outcome.");

    internal static Activity? Start(string command) => Source.StartActivity(command);

    internal static void Count(string command, Refusal? refusal)
    {
        if (Commands.Enabled)
            Commands.Add(1, new("command", command), new("outcome", refusal?.Code.ToString() ?? "Done"));
    }

    internal static void Delivered(DeliveryOutcome outcome, TimeSpan took)
    {
        if (Deliveries.Enabled)
            Deliveries.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", DeliveryLog.Of(outcome)));
    }
}
