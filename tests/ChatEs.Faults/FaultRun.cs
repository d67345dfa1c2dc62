using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Faults.Ground;
using ChatEs.Faults.Plans;
using Spectre.Console;

namespace ChatEs.Faults;

/// <param name="Folder">Where the folders of failed schedules are kept.</param>
/// <param name="Json">The file for the outcomes; null for none.</param>
internal sealed record FaultOptions(int Schedules, int Seed, TimeSpan Load, IReadOnlyList<FaultKind> Faults, string Folder, string? Json);

internal static class FaultRun
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <returns>0 when everything held.</returns>
    public static async Task<int> Everything(FaultOptions options, CancellationToken cancellation)
    {
        var outcomes = new List<Outcome>();
        try
        {
            await using var grounds = await Grounds.Prepare(
                options.Faults.Contains(FaultKind.FullDisk), options.Faults.Contains(FaultKind.StepClock) && Clock.CanBeMoved, cancellation);
            var (possible, leftOut) = FaultKinds.On(grounds.Site, options.Faults);
            foreach (var sentence in leftOut)
                AnsiConsole.MarkupLineInterpolated($"[yellow]{sentence}[/]");
            for (var i = 0; i < options.Schedules; i++)
                outcomes.Add(await One(grounds, Plan.Draw(options.Seed + i, options.Load, possible), options.Folder, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            AnsiConsole.WriteLine("Interrupted; everything is cleared away.");
        }
        OutcomeTable.Print(outcomes);
        if (options.Json is { } json)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(outcomes, Indented), CancellationToken.None);
        return outcomes.Count == options.Schedules && outcomes.TrueForAll(outcome => outcome.Holds) ? 0 : 1;
    }

    /// <summary>A schedule that held leaves nothing; one that did not keeps its folder.</summary>
    public static async Task<Outcome> One(Grounds grounds, Plan plan, string folder, CancellationToken cancellation)
    {
        var own = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"faults-seed-{plan.Seed}"));
        if (Directory.Exists(own))
            Directory.Delete(own, recursive: true);
        AnsiConsole.MarkupLineInterpolated($"[grey]seed {plan.Seed}: {plan.Services} services, {plan.Clients} clients; {plan.Words}[/]");
        var schedule = new Schedule(grounds, plan, own);
        Outcome outcome;
        try
        {
            outcome = await schedule.Run(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            outcome = Outcome.Of(plan, [], 0, TimeSpan.Zero, [e is FaultException ? e.Message : e.ToString()]);
            await schedule.SaveHistory();
            // Whatever state it left things in is not the next one's.
            await grounds.StartOver();
        }
        catch (Exception)
        {
            grounds.StopLogging();
            Directory.Delete(own, recursive: true);
            throw;
        }
        grounds.StopLogging();
        if (outcome.Holds)
            Directory.Delete(own, recursive: true);
        else
            await Keep(grounds, outcome, own);
        return outcome;
    }

    private static async Task Keep(Grounds grounds, Outcome outcome, string folder)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "objections.txt"), outcome.Objections, CancellationToken.None);
        if (File.Exists(grounds.Database.LogFile))
            File.Copy(grounds.Database.LogFile, Path.Combine(folder, "postgres.log"), overwrite: true);
        AnsiConsole.MarkupLineInterpolated($"[red]seed {outcome.Plan.Seed} does not hold; all of it is in {folder}[/]");
        foreach (var objection in outcome.Objections.Take(10))
            AnsiConsole.MarkupLineInterpolated($"[red]  {objection}[/]");
    }
}
