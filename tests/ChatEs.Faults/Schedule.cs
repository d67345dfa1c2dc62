using System.Diagnostics;
using System.Globalization;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Replay;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Reading;
using ChatEs.Faults.Checking;
using ChatEs.Faults.Ground;
using ChatEs.Faults.Load;
using ChatEs.Faults.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Faults;

/// <summary>One schedule: a tenant of its own, clients, faults, mending, and the look at what is left.</summary>
internal sealed class Schedule(Grounds grounds, Plan plan, string folder)
{
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(40);

    private readonly Journal _journal = new();
    private readonly Injection _injection = new(grounds, plan);
    private readonly string _tenant = string.Create(CultureInfo.InvariantCulture, $"seed-{plan.Seed}");
    private long _begin;

    public async Task<Outcome> Run(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        await grounds.Ready(plan.Services, folder, cancellation);
        _begin = await Inside<LogReader>().LastSequence(cancellation);
        using var wire = new Wire(grounds.Services.Take(plan.Services), await Tenant(cancellation), _journal);
        var world = new World(_tenant, plan.Clients);
        await SetTheScene(world, wire);
        await Rage(world, wire, cancellation);
        await _injection.MendAll(cancellation);
        await UntilAtRest(cancellation);
        grounds.Forget();
        var objections = await Objections(world, wire, cancellation);
        await _journal.Save(Path.Combine(folder, "history.ndjson"));
        return Outcome.Of(plan, _journal.Attempts, objections.Events, Stopwatch.GetElapsedTime(since), objections.Said);
    }

    /// <summary>For what was written down before something went wrong.</summary>
    public Task SaveHistory() => _journal.Save(Path.Combine(folder, "history.ndjson"));

    private T Inside<T>() where T : notnull => grounds.Inside.Services.GetRequiredService<T>();

    /// <returns>The secret of its key.</returns>
    private async Task<string> Tenant(CancellationToken cancellation)
    {
        var tenants = Inside<TenantAdministration>();
        var created = await tenants.Create(_tenant, _tenant, registersUnknownUsers: true, cancellation);
        var key = await tenants.IssueKey(_tenant, ApiKeyKind.Secret, cancellation);
        return key.Result?.Secret ?? throw new FaultException((created.Refusal ?? key.Refusal)!.Message);
    }

    /// <summary>Two groups with everybody in them, and one whose participants will come and go.</summary>
    private async Task SetTheScene(World world, Wire wire)
    {
        var requests = new Requests(-1, world, new Random(plan.Seed));
        for (var room = 0; room < 3; room++)
        {
            var users = room == 2 ? world.Users.Where((_, i) => i % 2 == 0) : world.Users;
            var request = requests.Group([.. users]) with { User = World.NameOf(0) };
            var answer = await wire.Send(request, 0);
            // On a busy machine a service that has just started may take longer than a client waits.
            for (var attempt = 1; answer.IsUnknown && attempt < 10; attempt++)
                answer = await wire.Send(request, 0);
            if (!answer.IsDone)
                throw new FaultException($"A room could not be created before the first fault: {answer.Status} {answer.Body}");
            world.Know(new(answer.Json.GetProperty("room").GetInt64()));
        }
    }

    private async Task Rage(World world, Wire wire, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(plan.Load);
        var clients = Enumerable.Range(0, plan.Clients)
            .Select(i => Task.Run(() => new Client(i, world, wire, new Random(plan.Seed * 1_000 + i)).Run(end.Token), CancellationToken.None)).ToList();
        await _injection.Run(cancellation);
        // While all is mended they go on repeating what they have not been told.
        await _injection.MendAll(cancellation);
        await Task.WhenAll(clients);
    }

    /// <summary>A request whose client went away may still be on its way: until no process of the server is at work and the log stands still.</summary>
    private async Task UntilAtRest(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        for (var (last, still) = (-1L, 0); still < 3;)
        {
            if (Stopwatch.GetElapsedTime(since) > RestPatience)
                throw new FaultException($"The services do not come to rest within {RestPatience.TotalSeconds:0} s after everything was mended.");
            var (working, head) = (
                await grounds.Database.Ask<long>("postgres", $"select count(*) from pg_stat_activity where datname = '{grounds.Name}' and state <> 'idle'", cancellation),
                await grounds.Database.Ask<long>(grounds.Name, "select last_seq from events.mt_head", cancellation));
            (still, last) = (working == 0 && head == last ? still + 1 : 0, head);
            await Task.Delay(100, cancellation);
        }
    }

    private async Task<(long Events, IReadOnlyList<string> Said)> Objections(World world, Wire wire, CancellationToken cancellation)
    {
        var log = await Inside<LogReader>().FetchLog(_begin, int.MaxValue, cancellation: cancellation);
        var history = new History(_tenant, _journal.Attempts, log);
        List<string> said = [.. _injection.Objections, .. Checker.Check(history)];
        said.AddRange(Recount.Check(history, await Tellings.Ask(history, world, wire)));
        var verified = await Inside<Projections>().Verify(cancellation: cancellation);
        if (verified.Difference is { } difference)
            said.Add($"projections verify: {difference.Table}, live {difference.Live ?? "no row"}, replayed {difference.Replayed ?? "no row"}.");
        var chains = await Inside<AuditLog>().Verify(null, null, null, cancellation);
        said.AddRange(chains.Tampered.Select(t => $"audit verify: {t.Tenant}/{t.Stream} version {t.Version}: {t.Problem}."));
        var tree = await Inside<LogVerifier>().Verify(null, null, cancellation);
        said.AddRange(tree.Faults.Select(f => $"audit verify: sequence {f.Sequence}: {f.Problem}."));
        return (log.Count, said);
    }
}
