using System.Globalization;

namespace ChatEs.Faults.Plans;

/// <param name="At">Since the load began.</param>
/// <param name="Lasts">Until it is mended.</param>
/// <param name="Target">Which service, where it is one's.</param>
/// <param name="Seed">For what the fault itself draws.</param>
internal sealed record PlannedFault(FaultKind Kind, TimeSpan At, TimeSpan Lasts, int Target, int Seed);

/// <summary>What one schedule does; a function of its seed.</summary>
internal sealed record Plan(int Seed, int Services, int Clients, TimeSpan Load, IReadOnlyList<PlannedFault> Faults)
{
    public static Plan Draw(int seed, TimeSpan load, IReadOnlyList<FaultKind> kinds)
    {
        var random = new Random(seed);
        var services = random.Next(1, 4);
        var faults = Enumerable.Range(0, kinds.Count == 0 ? 0 : random.Next(2, 5)).Select(_ => new PlannedFault(
            kinds[random.Next(kinds.Count)],
            load * (0.1 + 0.65 * random.NextDouble()),
            TimeSpan.FromSeconds(0.2 + 2.3 * random.NextDouble() * random.NextDouble()),
            random.Next(services),
            random.Next()));
        return new Plan(seed, services, random.Next(8, 25), load, [.. faults.OrderBy(fault => fault.At)]);
    }

    public string Words => string.Join(", ", Faults.Select(f => string.Create(
        CultureInfo.InvariantCulture, $"{FaultKinds.NameOf(f.Kind)} at {f.At.TotalSeconds:0.0} for {f.Lasts.TotalSeconds:0.0} s")));
}
