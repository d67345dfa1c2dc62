using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz;

/// <summary>
/// What takes its time, many at once beside the others, and in a tenant of its own: nobody knows when what a client that has
/// gone had asked for is carried out.
/// </summary>
internal sealed class SlowLane(Shop shop, int atOnce) : IDisposable
{
    public const string Name = "slow";

    private readonly SemaphoreSlim _places = new(atOnce, atOnce);
    private readonly SemaphoreSlim _making = new(1, 1);
    private World? _world;
    private int _begun;

    /// <summary>Returns when there was a place for it, not when it has ended.</summary>
    public async Task Begin(FuzzRoute route, int seed, CancellationToken cancellation)
    {
        var world = await TheWorld(cancellation);
        await _places.WaitAsync(cancellation);
        _ = Task.Run(() => One(route, world, new Random(seed), cancellation), CancellationToken.None);
    }

    /// <summary>Returns when all has ended.</summary>
    public async Task End(CancellationToken cancellation)
    {
        for (var i = 0; i < atOnce; i++)
            await _places.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _places.Dispose();
        _making.Dispose();
    }

    private async Task<World> TheWorld(CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            if (_begun++ % Shop.WorldLife == 0)
                _world = await shop.Worlds.Make(Shop.TenantOf(Name, _begun / Shop.WorldLife), cancellation);
            return _world!;
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task One(FuzzRoute route, World world, Random random, CancellationToken cancellation)
    {
        try
        {
            var (draft, _) = shop.Seeds.Draw(route, world, random);
            if (random.Hits(30))
                Mutator.Mutate(draft, route.Variable, random);
            var delivery = Framing.Slow(draft, random);
            string[] done = [.. draft.Done, $"framing: {delivery.Name}"];
            var answer = await OneConnection.Exchange(shop.Ground.Service.Port, delivery.Pieces, delivery.End, Objects, cancellation);
            shop.Tally.Count(route, answer, done);
            foreach (var objection in answer is null ? [] : AnswerOracle.Judge(answer, null, draft.Method))
                shop.Findings.Add(route.Key, answer!.Status, objection, delivery.Bytes, done, world);

            void Objects(string kind, string words) => shop.Findings.Add(route.Key, 0, new(kind, words), delivery.Bytes, done, world);
        }
        catch (OperationCanceledException)
        {
            // The run is given up.
        }
        finally
        {
            _places.Release();
        }
    }
}
