using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ChatEs.Faults.Ground;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Seeds;
using Spectre.Console;

namespace ChatEs.Fuzz;

/// <param name="Routes">Only routes in which this occurs; null for all.</param>
/// <param name="Folder">Where the requests are left that an oracle objects to.</param>
/// <param name="Json">The file for the outcome; null for none.</param>
/// <param name="Longest">It ends then, whatever is left to send.</param>
internal sealed record FuzzOptions(int Requests, int Seed, int Workers, string? Routes, string Folder, string? Json, TimeSpan? Longest = null);

/// <param name="Memory">Of the service, in bytes, when all was sent.</param>
/// <param name="MostMemory">The most that it was, in bytes.</param>
internal sealed record FuzzOutcome(int Seed, IReadOnlyList<RouteCount> Routes, IReadOnlyList<Finding> Findings, long Memory, long MostMemory, double Seconds)
{
    /// <summary>How often each kind of thing was done to a request.</summary>
    public IReadOnlyDictionary<string, int> Done { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Refused requests around which everything stored was counted.</summary>
    public int Watched { get; init; }

    public int Requests => Routes.Sum(route => route.Requests);
}

internal static class FuzzRun
{
    private const int SlowAtOnce = 32;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <returns>0 when no oracle objects.</returns>
    public static async Task<int> Everything(FuzzOptions options, CancellationToken cancellation)
    {
        AnsiConsole.MarkupLineInterpolated($"[grey]seed {options.Seed}, {options.Requests:n0} requests, {options.Workers} workers[/]");
        var outcome = await Run(options, new Telling(options.Requests).Told, cancellation);
        FuzzTable.Print(outcome);
        if (options.Json is { } json)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(outcome, Indented), CancellationToken.None);
        return outcome.Findings.Count == 0 ? 0 : 1;
    }

    /// <param name="sent">Told of every request.</param>
    public static async Task<FuzzOutcome> Run(FuzzOptions options, Action<Findings> sent, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        var findings = new Findings(options.Folder);
        await using var ground = await FuzzGround.Prepare(Tenants(options), cancellation);
        var process = ground.Service.Id;
        using var worlds = new WorldMaker(ground);
        await using var stored = new Stored(ground.ConnectionString);
        var routes = FuzzRoute.All(ground.Inside).Where(route => options.Routes is null || route.Key.Contains(options.Routes, StringComparison.OrdinalIgnoreCase)).ToList();
        if (routes.Count == 0)
            throw new FaultException($"There is no route with '{options.Routes}'.");
        var shop = new Shop(ground, worlds, routes, new SeedBook(routes, await OpenApi(ground, cancellation)), stored, new Tally(routes), findings);
        using (var slow = new SlowLane(shop, SlowAtOnce))
        {
            await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(worker => Task.Run(() => Work(worker, shop, slow, options, () => sent(findings), cancellation), CancellationToken.None)));
            await slow.End(cancellation);
        }
        await EndChecks.Look(ground, process, findings, cancellation);
        var (memory, most) = ground.Memory();
        return new(options.Seed, shop.Tally.Routes, findings.All, memory, most, Stopwatch.GetElapsedTime(since).TotalSeconds)
        {
            Done = shop.Tally.Done.ToDictionary(done => done.What, done => done.Times, StringComparer.Ordinal),
            Watched = shop.Tally.Watched,
        };
    }

    private static async Task Work(int worker, Shop shop, SlowLane slow, FuzzOptions options, Action sent, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        var share = (options.Requests / options.Workers) + (worker < options.Requests % options.Workers ? 1 : 0);
        using var own = new Worker(worker.ToString(CultureInfo.InvariantCulture), watches: worker % 2 == 0, shop, slow, new Random((options.Seed * 1_000) + worker));
        await own.Run(share, () => Stopwatch.GetElapsedTime(since) > options.Longest, sent, cancellation);
    }

    /// <summary>All that will be made: the service is told of them when it starts.</summary>
    private static IEnumerable<string> Tenants(FuzzOptions options)
    {
        var worlds = (options.Requests / options.Workers / Shop.WorldLife) + 2;
        return Enumerable.Range(0, options.Workers).Select(worker => worker.ToString(CultureInfo.InvariantCulture)).Append(SlowLane.Name)
            .SelectMany(worker => Enumerable.Range(0, worlds).Select(world => Shop.TenantOf(worker, world)));
    }

    private static async Task<JsonObject> OpenApi(FuzzGround ground, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = ground.Service.Address };
        return JsonNode.Parse(await http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), cancellation))!.AsObject();
    }

    /// <summary>A line for every twentieth part.</summary>
    private sealed class Telling(int requests)
    {
        private readonly long _since = Stopwatch.GetTimestamp();
        private int _sent;

        public void Told(Findings findings)
        {
            var sent = Interlocked.Increment(ref _sent);
            if (sent % Math.Max(1, requests / 20) == 0)
                AnsiConsole.MarkupLineInterpolated($"[grey]{sent:n0} of {requests:n0}, {sent / Stopwatch.GetElapsedTime(_since).TotalSeconds:n0} a second, {findings.All.Count} objections[/]");
        }
    }
}
