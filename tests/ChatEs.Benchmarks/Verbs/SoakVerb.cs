using System.CommandLine;
using ChatEs.Benchmarks.Soak;

namespace ChatEs.Benchmarks.Verbs;

internal static class SoakVerb
{
    public static Command Create()
    {
        var minutes = new Option<int>("--minutes") { Description = "How long, 1 to 120.", DefaultValueFactory = _ => 10 };
        var connections = new Option<int>("--connections") { Description = "How many callers at once, 1 to 10000.", DefaultValueFactory = _ => 32 };
        var json = new Option<string?>("--json") { Description = "Also write the figures to this file." };
        minutes.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is not (>= 1 and <= 120))
                given.AddError("--minutes takes a whole number from 1 to 120.");
        });
        connections.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is not (>= 1 and <= 10_000))
                given.AddError("--connections takes a whole number from 1 to 10000.");
        });
        var soak = new Command("soak", "The mixed load for minutes; exits with 1 when the service's memory grows.") { minutes, connections, json };
        soak.SetAction((arguments, cancellation) => Verb.Run(() => SoakRun.Everything(
            arguments.GetValue(minutes), arguments.GetValue(connections), arguments.GetValue(json), cancellation)));
        return soak;
    }
}
