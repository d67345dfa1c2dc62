using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz;

/// <summary>What became of the requests of one route.</summary>
/// <param name="Refused">4xx, in the words of whoever was spoken to.</param>
/// <param name="Kestrel">Refused by the server before anybody else heard of it.</param>
/// <param name="Unanswered">The client did not wait, or sent what has no answer.</param>
internal sealed record RouteCount(string Route, Dialect Dialect, int Requests = 0, int Done = 0, int Elsewhere = 0, int Refused = 0, int Kestrel = 0, int Failed = 0, int Unanswered = 0)
{
    public RouteCount With(Answer? answer) => answer switch
    {
        null => this with { Requests = Requests + 1, Unanswered = Unanswered + 1 },
        { IsOfKestrel: true } => this with { Requests = Requests + 1, Kestrel = Kestrel + 1 },
        { Status: >= 500 } => this with { Requests = Requests + 1, Failed = Failed + 1 },
        { Status: >= 400 } => this with { Requests = Requests + 1, Refused = Refused + 1 },
        { Status: >= 300 } => this with { Requests = Requests + 1, Elsewhere = Elsewhere + 1 },
        _ => this with { Requests = Requests + 1, Done = Done + 1 },
    };
}

internal sealed class Tally(IReadOnlyList<FuzzRoute> routes)
{
    private readonly Lock _counting = new();
    private readonly Dictionary<string, RouteCount> _routes = routes.ToDictionary(route => route.Key, route => new RouteCount(route.Key, route.Dialect), StringComparer.Ordinal);
    private readonly Dictionary<string, int> _done = new(StringComparer.Ordinal);
    private int _watched;

    public IReadOnlyList<RouteCount> Routes
    {
        get
        {
            lock (_counting)
                return [.. _routes.Values];
        }
    }

    /// <summary>How often each kind of thing was done to a request.</summary>
    public IReadOnlyList<(string What, int Times)> Done
    {
        get
        {
            lock (_counting)
                return [.. _done.Select(done => (done.Key, done.Value)).OrderByDescending(done => done.Value)];
        }
    }

    /// <summary>Refused requests around which everything stored was counted.</summary>
    public int Watched => _watched;

    public void Count(FuzzRoute route, Answer? answer, IEnumerable<string> done)
    {
        lock (_counting)
        {
            _routes[route.Key] = _routes[route.Key].With(answer);
            foreach (var what in done)
            {
                var kind = what.Split(':')[0];
                _done[kind] = _done.GetValueOrDefault(kind) + 1;
            }
        }
    }

    public void Watch() => Interlocked.Increment(ref _watched);
}
