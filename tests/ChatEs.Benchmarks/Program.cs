using System.CommandLine;
using ChatEs.Benchmarks.Listeners;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Verbs;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    // Into a file or a pipe the width would be taken for that of an old terminal, and every cell be broken.
    AnsiConsole.Profile.Width = 200;
    AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
}

var root = RunVerb.Create();
root.Add(FloodVerb.Create());
root.Add(ListenVerb.Create());
root.Add(GrowthVerb.Create());
root.Add(SoakVerb.Create());

// This program again, as a client of its own.
var load = new Command(LoadClient.Verb, "The load client, as the benchmark itself starts it.") { Hidden = true };
load.SetAction((_, cancellation) => LoadClient.Run(cancellation));
root.Add(load);
var listen = new Command(ListenClient.Verb, "The listening client, as the benchmark itself starts it.") { Hidden = true };
listen.SetAction((_, cancellation) => ListenClient.Run(cancellation));
root.Add(listen);

// The usual two seconds do not suffice to stop a PostgreSQL and to remove its data.
var patient = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await root.Parse(args).InvokeAsync(patient);
