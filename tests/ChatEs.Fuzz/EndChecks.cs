using System.Globalization;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Replay;
using ChatEs.Fuzz.Ground;

namespace ChatEs.Fuzz;

/// <summary>What must hold of the service when everything was sent.</summary>
internal static class EndChecks
{
    /// <summary>Of a service that has nothing to do any more. It is some 200 MB after its start.</summary>
    private const long MostMemory = 1L << 30;

    private static readonly string[] Alarms = ["fail:", "crit:", "nhandled", "   at "];

    public static async Task Look(FuzzGround ground, int? process, Findings findings, CancellationToken cancellation)
    {
        if (!ground.Service.Runs || ground.Service.Id != process)
            findings.Add("ended", "The service process ended.");
        else
            await Answers(ground, findings, cancellation);
        var (now, most) = ground.Memory();
        if (now > MostMemory)
            findings.Add("memory", string.Create(CultureInfo.InvariantCulture, $"The service holds {now >> 20} MB at the end, and {most >> 20} MB at most."));
        await Verify(ground, findings, cancellation);
        foreach (var lines in Alarming(await File.ReadAllLinesAsync(ground.LogFile, cancellation)).GroupBy(line => line, StringComparer.Ordinal))
            findings.Add("log", $"{lines.Count()} times: {lines.Key}");
    }

    private static async Task Answers(FuzzGround ground, Findings findings, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = ground.Service.Address, Timeout = TimeSpan.FromSeconds(30) };
        using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellation);
        if (!answer.IsSuccessStatusCode)
            findings.Add("not ready", $"/health/ready says {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private static async Task Verify(FuzzGround ground, Findings findings, CancellationToken cancellation)
    {
        var verified = await ground.Inner<Projections>().Verify(cancellation: cancellation);
        if (verified.Difference is { } difference)
            findings.Add("projections verify", $"{difference.Table}, live {difference.Live ?? "no row"}, replayed {difference.Replayed ?? "no row"}.");
        var chains = await ground.Inner<AuditLog>().Verify(null, null, null, cancellation);
        foreach (var tampered in chains.Tampered)
            findings.Add("audit verify", $"{tampered.Tenant}/{tampered.Stream} version {tampered.Version}: {tampered.Problem}.");
        var tree = await ground.Inner<LogVerifier>().Verify(null, null, cancellation);
        foreach (var fault in tree.Faults)
            findings.Add("audit verify", $"Sequence {fault.Sequence}: {fault.Problem}.");
    }

    /// <summary>Without their times and numbers, so that the same is said once.</summary>
    private static IEnumerable<string> Alarming(IEnumerable<string> lines) => lines
        .Where(line => Alarms.Any(alarm => line.Contains(alarm, StringComparison.Ordinal)))
        .Select(line => line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space && char.IsAsciiDigit(line[0]) ? line[(space + 1)..] : line)
        .Select(line => line[..Math.Min(line.Length, 1_500)]);
}
