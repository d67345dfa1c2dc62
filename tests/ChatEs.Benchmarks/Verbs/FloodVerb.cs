using System.CommandLine;
using ChatEs.Benchmarks.Flood;

namespace ChatEs.Benchmarks.Verbs;

internal static class FloodVerb
{
    public static Command Create()
    {
        var connections = new Option<int>("--connections") { Description = "Callers of the tenant that floods, 1 to 10000.", DefaultValueFactory = _ => 1_000 };
        var seconds = new Option<double>("--seconds") { Description = "The window that is measured.", DefaultValueFactory = _ => 10 };
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
        connections.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is not (>= 1 and <= 10_000))
                given.AddError("--connections takes a whole number from 1 to 10000.");
        });
        var flood = new Command("flood", "What one tenant notices of another that asks for all it can get.") { connections, seconds, json };
        flood.SetAction((arguments, cancellation) => Verb.Run(() => FloodRun.Everything(
            arguments.GetValue(connections), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(json), cancellation)));
        return flood;
    }
}
