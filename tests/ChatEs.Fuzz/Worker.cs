using System.Globalization;
using System.Net.Sockets;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Requests;
using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz;

/// <summary>What all workers share.</summary>
internal sealed record Shop(FuzzGround Ground, WorldMaker Worlds, IReadOnlyList<FuzzRoute> Routes, SeedBook Seeds, Stored Stored, Tally Tally, Findings Findings)
{
    /// <summary>A world is used up by what is done in it.</summary>
    public const int WorldLife = 1_000;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string TenantOf(string worker, int world) => string.Create(CultureInfo.InvariantCulture, $"fuzz-{worker}-{world}");
}

/// <summary>
/// Sends one request after the other, in a tenant of its own. One that watches counts what is stored around what is refused:
/// it sends nothing that is no HTTP, since nobody knows when what such a connection had asked for is carried out.
/// </summary>
internal sealed class Worker(string name, bool watches, Shop shop, SlowLane slow, Random random) : IDisposable
{
    private const double SlowPercent = 1;
    private const double FramedPercent = 10;
    private const double PipelinedPercent = 1;
    private const double WatchedPercent = 60;
    private const double WholePercent = 10;

    /// <summary>As long as nobody knows what the route takes.</summary>
    private const double UntriedPercent = 50;

    /// <summary>The server may close the connection while so much is still on its way, and then its answer is lost.</summary>
    private const int SureToBeRead = 1 << 20;

    private Connection? _connection;
    private World _world = null!;
    private long[]? _stored;

    /// <param name="end">Whether it is to end before all are sent.</param>
    public async Task Run(int requests, Func<bool> end, Action sent, CancellationToken cancellation)
    {
        for (var i = 0; i < requests && !end(); i++)
        {
            if (i % Shop.WorldLife == 0)
                (_world, _stored) = (await shop.Worlds.Make(Shop.TenantOf(name, i / Shop.WorldLife), cancellation), null);
            try
            {
                await One(cancellation);
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
            {
                // A mistake of the fuzzer's own must not take the rest of a long run with it, and must not be overlooked.
                shop.Findings.Add("fuzzer", e.ToString());
            }
            sent();
        }
    }

    public void Dispose() => _connection?.Dispose();

    private async Task One(CancellationToken cancellation)
    {
        var route = random.Pick(shop.Routes);
        if (random.Hits(SlowPercent))
        {
            await slow.Begin(route, random.Next(), cancellation);
            return;
        }
        var (draft, seed) = shop.Seeds.Draw(route, _world, random);
        if (!watches && random.Hits(FramedPercent))
        {
            if (random.Hits(50))
                Mutator.Mutate(draft, route.Variable, random);
            var delivery = Framing.Quick(draft, random);
            await Alone(route, [.. draft.Done, $"framing: {delivery.Name}"], delivery.Bytes, delivery.End, cancellation);
            return;
        }
        if (!random.Hits(shop.Seeds.Knows(route) ? WholePercent : UntriedPercent))
            Mutator.Mutate(draft, route.Variable, random);
        if (IsFramed(draft))
            await Ordinary(route, seed, draft, cancellation);
        else if (!watches)
            await Alone(route, draft.Done, draft.Render(), Ending.Finish, cancellation);
        else
            await One(cancellation);
    }

    /// <summary>Its end is where HTTP says, so the connection can be used again.</summary>
    private static bool IsFramed(Draft draft) =>
        draft.Target is null && draft.Method is not ("CONNECT" or "PRI") && !(draft.Path + draft.Method).AsSpan().ContainsAny('\r', '\n') && draft.Query.TrueForAll(q => !$"{q.Name}{q.Value}".AsSpan().ContainsAny('\r', '\n'))
        && draft.Headers.TrueForAll(h => !h.Name.AsSpan().ContainsAny('\r', '\n') && !h.Value.AsSpan().ContainsAny('\r', '\n'));

    private async Task Ordinary(FuzzRoute route, int seed, Draft draft, CancellationToken cancellation)
    {
        var bytes = draft.Render();
        var isWatched = watches && random.Hits(WatchedPercent);
        if (isWatched)
            _stored ??= await shop.Stored.Of(_world.Tenant, cancellation);
        var answers = await Exchange(route, draft, bytes, cancellation);
        foreach (var answer in answers)
        {
            shop.Tally.Count(route, answer, draft.Done);
            if (answer is not null)
                Judge(route, draft, bytes, answer);
        }
        if (draft.Done.Count == 0 && answers is [{ } first, ..])
            shop.Seeds.Learn(route, seed, first.Status is 101 or (>= 200 and < 400));
        if (isWatched && answers.TrueForAll(answer => answer is { Status: >= 400 and < 500 }))
            await CompareStored(route, draft, bytes, answers[0]!.Status, cancellation);
        else
            _stored = null;
    }

    private async Task CompareStored(FuzzRoute route, Draft draft, string bytes, int status, CancellationToken cancellation)
    {
        var now = await shop.Stored.Of(_world.Tenant, cancellation);
        shop.Tally.Watch();
        if (Stored.Compare(_stored!, now, status) is { } objection)
            shop.Findings.Add(route.Key, status, objection with { Words = $"{objection.Words} The newest event: {await shop.Stored.Newest(_world.Tenant, cancellation)}." }, bytes, draft.Done, _world);
        _stored = now;
    }

    private void Judge(FuzzRoute route, Draft draft, string bytes, Answer answer)
    {
        Dialect? dialect = route == FuzzRoute.None || draft.Done.Exists(done => done.StartsWith("path:", StringComparison.Ordinal)) ? null : route.Dialect;
        foreach (var objection in AnswerOracle.Judge(answer, dialect, draft.Method))
            shop.Findings.Add(route.Key, answer.Status, objection, bytes, draft.Done, _world);
    }

    /// <summary>On the connection that there is; now and then the same twice without waiting in between.</summary>
    private async Task<List<Answer?>> Exchange(FuzzRoute route, Draft draft, string bytes, CancellationToken cancellation)
    {
        var times = random.Hits(PipelinedPercent) && bytes.Length < SureToBeRead / 4 ? 2 : 1;
        var isFresh = _connection is null;
        var answers = new List<Answer?>();
        try
        {
            _connection ??= await Connection.Open(shop.Ground.Service.Port, cancellation);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Shop.Patience);
            var sending = _connection.Send(string.Concat(Enumerable.Repeat(bytes, times)), patience.Token);
            for (var i = 0; i < times && answers is [] or [{ Ends: false }]; i++)
                answers.Add(await _connection.Read(draft.Method, patience.Token));
            await Settle(sending, answers);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is SocketException or BrokenAnswerException or OperationCanceledException)
        {
            Hang();
            if (answers.Count == 0)
                answers.Add(null);
            if (e is SocketException && bytes.Length < SureToBeRead && !isFresh)
                return await Exchange(route, draft, bytes, cancellation);
            if (e is not SocketException || bytes.Length < SureToBeRead)
                Object(route, draft, bytes, e is OperationCanceledException ? "no answer in time" : "broken answer", e.Message);
            return answers;
        }
        if (answers[^1] is null && isFresh && bytes.Length < SureToBeRead)
            Object(route, draft, bytes, "no answer", "The connection was closed without an answer.");
        else if (answers[^1] is null && !isFresh)
        {
            // It may have been closed behind the answer before.
            Hang();
            return await Exchange(route, draft, bytes, cancellation);
        }
        if (answers[^1] is not { Ends: false })
            Hang();
        else if (_connection!.HasMore)
        {
            Object(route, draft, bytes, "more than the answer", "Something follows behind the answer.");
            Hang();
        }
        return answers;
    }

    /// <summary>An answer may come before the whole request has gone out; then the rest is of no interest.</summary>
    private async Task Settle(Task sending, List<Answer?> answers)
    {
        if (sending.IsCompletedSuccessfully)
            return;
        Hang();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        answers[^1] = answers[^1] is { } answer ? answer with { Ends = true } : null;
    }

    private void Object(FuzzRoute route, Draft draft, string bytes, string kind, string words) =>
        shop.Findings.Add(route.Key, 0, new(kind, words), bytes, draft.Done, _world);

    private void Hang()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private async Task Alone(FuzzRoute route, IReadOnlyList<string> done, string bytes, Ending end, CancellationToken cancellation)
    {
        var answer = await OneConnection.Exchange(shop.Ground.Service.Port, [(bytes, 0)], end, Objects, cancellation);
        shop.Tally.Count(route, answer, done);
        if (answer is null)
            return;
        foreach (var objection in AnswerOracle.Judge(answer, null, bytes.StartsWith("HEAD ", StringComparison.Ordinal) ? "HEAD" : "GET"))
            shop.Findings.Add(route.Key, answer.Status, objection, bytes, done, _world);

        void Objects(string kind, string words) => shop.Findings.Add(route.Key, 0, new(kind, words), bytes, done, _world);
    }
}
