using System.Text;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz;

/// <summary>One request that was left in a file, sent again in a new world.</summary>
internal static class Repeat
{
    /// <returns>0 when no oracle objects.</returns>
    public static async Task<int> Run(string file, CancellationToken cancellation)
    {
        await using var ground = await FuzzGround.Prepare([Shop.TenantOf("0", 0)], cancellation);
        using var worlds = new WorldMaker(ground);
        await using var stored = new Stored(ground.ConnectionString);
        var world = await worlds.Make(Shop.TenantOf("0", 0), cancellation);
        var bytes = Findings.Read(file, world);
        var before = await stored.Of(world.Tenant, cancellation);
        List<Objection> objections = [];
        var answer = await OneConnection.Exchange(ground.Service.Port, [(bytes, 0)], Ending.Finish, (kind, words) => objections.Add(new(kind, words)), cancellation);
        Console.WriteLine(answer is null
            ? "no answer"
            : $"{answer.Status}\n{string.Join('\n', answer.Headers.Select(h => $"{h.Name}: {h.Value}"))}\n\n{Encoding.UTF8.GetString(answer.Body)}\n");
        if (answer is not null)
            objections.AddRange(AnswerOracle.Judge(answer, null, bytes.StartsWith("HEAD ", StringComparison.Ordinal) ? "HEAD" : "GET"));
        if (answer is { Status: >= 400 and < 500 } && Stored.Compare(before, await stored.Of(world.Tenant, cancellation), answer.Status) is { } kept)
            objections.Add(kept);
        foreach (var line in (await File.ReadAllLinesAsync(ground.LogFile, cancellation)).SkipWhile(line => !line.Contains("fail:", StringComparison.Ordinal)))
            Console.WriteLine(line);
        foreach (var objection in objections)
            Console.WriteLine($"{objection.Kind}: {objection.Words}");
        return objections.Count == 0 ? 0 : 1;
    }
}
