using System.CommandLine;
using ChatEs.Benchmarks.Listeners;

namespace ChatEs.Benchmarks.Verbs;

internal static class ListenVerb
{
    public static Command Create()
    {
        var open = new Option<int[]>("--connections") { Description = "How many, one row each; 1000 5000 otherwise.", AllowMultipleArgumentsPerToken = true };
        var rate = new Option<double[]>("--posts-per-second") { Description = "One row each; 20 and as many as go otherwise.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
        var seconds = new Option<double>("--seconds") { Description = "The window that is measured.", DefaultValueFactory = _ => 10 };
        var listeners = new Command("listeners", "Deliveries to thousands of open connections for events.") { open, rate, seconds, json };
        listeners.SetAction((arguments, cancellation) => Verb.Run(() => ListenRun.Everything(
            arguments.GetValue(open) is { Length: > 0 } counts ? counts : [1_000, 5_000],
            arguments.GetValue(rate) is { Length: > 0 } rates ? [.. rates.Select(r => (double?)r)] : [20, null],
            TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(json), cancellation)));
        return listeners;
    }
}
