using Microsoft.Extensions.Options;

namespace ChatEs.Api.Load;

/// <summary>
/// How many requests are carried out at once, and who is next. A request takes a place; where none is free it waits, and the
/// tenants take turns, one request each: who sends a thousand at once waits for himself, and who sends one waits for the next
/// place that comes free. No tenant has more than three quarters of the places, so that others need not even wait for that; and
/// as long as others are there, none has more than an eighth, since what is inside shares the processors and the database.
/// </summary>
/// <remarks>
/// What waits is bounded. Beyond the bound, whoever has most waiting loses the newest of it, or the newcomer himself
/// where nobody has more than he: it is the flood that is refused.
/// </remarks>
internal sealed class FairQueue : IDisposable
{
    /// <summary>Of a tenant beside others, where an eighth of the places is less, and three quarters of them are not.</summary>
    private const int LeastShare = 8;

    /// <summary>So long a tenant counts as one who is there after his last request.</summary>
    private static readonly TimeSpan IsThere = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly ITimer _look;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);

    /// <summary>Those who have something waiting and may have another place, each once.</summary>
    private readonly Queue<Tenant> _turns = [];

    private readonly int _places;
    private readonly int _mostAlone;
    private readonly int _mostBeside;
    private readonly int _mostWaiting;
    private int _free;
    private int _waiting;

    /// <summary>Who came last and when, and when somebody else came last before him.</summary>
    private (string? Tenant, long At) _latest;
    private long? _othersAt;
    private bool _willLook;

    public FairQueue(IOptions<LoadSettings> settings, TimeProvider clock)
    {
        _clock = clock;
        _look = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _free = _places = settings.Value.AtOnce;
        _mostWaiting = settings.Value.Waiting;
        _mostAlone = Math.Max(1, _places * 3 / 4);
        _mostBeside = Math.Max(_places / 8, Math.Min(_mostAlone, LeastShare));
    }

    /// <summary>How many requests wait for a place.</summary>
    public int Waiting
    {
        get { lock (_lock) return _waiting; }
    }

    /// <summary>How many requests have a place.</summary>
    public int Inside
    {
        get { lock (_lock) return _places - _free; }
    }

    /// <returns>A place, to be left once. It is there at once as long as there is no crowd.</returns>
    /// <exception cref="TooManyRequestsException">The tenant has too many waiting.</exception>
    /// <exception cref="OperationCanceledException">The caller went away; no place is taken.</exception>
    public ValueTask<Place> Enter(string tenant, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_lock)
        {
            var own = Of(tenant);
            Note(tenant);
            if (_free > 0 && own.Inside < MostOf(own) && own.Waiting.Count == 0)
                return ValueTask.FromResult(Take(own));
            if (_waiting >= _mostWaiting && !MakeRoom(own))
            {
                Forget(own);
                throw new TooManyRequestsException();
            }
            waiter = new Waiter();
            own.Waiting.AddLast(waiter);
            _waiting++;
            Queue(own);
            // There may be a place that nobody else could take.
            Next();
        }
        return waiter.Granted.IsCompleted ? new(waiter.Granted) : Wait(tenant, waiter, cancellation);
    }

    public void Dispose() => _look.Dispose();

    private async ValueTask<Place> Wait(string tenant, Waiter waiter, CancellationToken cancellation)
    {
        await using var _ = cancellation.UnsafeRegister(_ => GiveUp(tenant, waiter, cancellation), null);
        return await waiter.Granted;
    }

    private void GiveUp(string tenant, Waiter waiter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            // Granted or refused in the same moment.
            if (!_tenants.TryGetValue(tenant, out var own) || !own.Waiting.Remove(waiter))
                return;
            _waiting--;
            Forget(own);
        }
        waiter.Cancel(cancellation);
    }

    private void Leave(Tenant tenant)
    {
        lock (_lock)
        {
            tenant.Inside--;
            _free++;
            Queue(tenant);
            Next();
            Forget(tenant);
        }
    }

    private Place Take(Tenant tenant)
    {
        tenant.Inside++;
        _free--;
        return new Place(() => Leave(tenant));
    }

    private void Note(string tenant)
    {
        var now = _clock.GetTimestamp();
        if (_latest.Tenant is { } before && before != tenant)
            _othersAt = _latest.At;
        _latest = (tenant, now);
    }

    private int MostOf(Tenant tenant)
    {
        // Whoever has something inside or waiting is among them.
        if (_tenants.Count > 1)
            return _mostBeside;
        var others = _latest.Tenant == tenant.Id ? _othersAt : _latest.At;
        return others is { } at && _clock.GetElapsedTime(at) < IsThere ? _mostBeside : _mostAlone;
    }

    /// <summary>Others have gone since: nobody who comes or goes says so.</summary>
    private void Look()
    {
        lock (_lock)
        {
            _willLook = false;
            foreach (var tenant in _tenants.Values)
                Queue(tenant);
            Next();
        }
    }

    private void Queue(Tenant tenant)
    {
        if (tenant.HasTurn || tenant.Waiting.Count == 0)
            return;
        if (tenant.Inside >= MostOf(tenant))
        {
            if (tenant.Inside < _mostAlone && !_willLook)
                _willLook = _look.Change(IsThere, Timeout.InfiniteTimeSpan);
            return;
        }
        tenant.HasTurn = true;
        _turns.Enqueue(tenant);
    }

    private void Next()
    {
        while (_free > 0 && _turns.TryDequeue(out var tenant))
        {
            tenant.HasTurn = false;
            if (tenant.Waiting.First is not { } first || tenant.Inside >= MostOf(tenant))
            {
                Queue(tenant);
                Forget(tenant);
                continue;
            }
            tenant.Waiting.RemoveFirst();
            _waiting--;
            first.Value.Grant(Take(tenant));
            Queue(tenant);
        }
    }

    /// <returns>False when nobody has more waiting than the newcomer would have.</returns>
    private bool MakeRoom(Tenant newcomer)
    {
        var most = _tenants.Values.MaxBy(tenant => tenant.Waiting.Count)!;
        if (most.Waiting.Count <= newcomer.Waiting.Count + 1)
            return false;
        var refused = most.Waiting.Last!.Value;
        most.Waiting.RemoveLast();
        _waiting--;
        refused.Refuse();
        return true;
    }

    private Tenant Of(string tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var found))
            _tenants.Add(tenant, found = new Tenant(tenant));
        return found;
    }

    private void Forget(Tenant tenant)
    {
        if (tenant is { Inside: 0, Waiting.Count: 0, HasTurn: false })
            _tenants.Remove(tenant.Id);
    }

    private sealed class Tenant(string id)
    {
        public string Id => id;

        public LinkedList<Waiter> Waiting { get; } = [];

        public int Inside { get; set; }

        public bool HasTurn { get; set; }
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<Place> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Place> Granted => _granted.Task;

        public void Grant(Place place) => _granted.SetResult(place);

        public void Refuse() => _granted.SetException(new TooManyRequestsException());

        public void Cancel(CancellationToken cancellation) => _granted.SetCanceled(cancellation);
    }
}

/// <summary>To be left when the request is done; leaving it again does nothing.</summary>
internal sealed class Place(Action leave)
{
    private Action? _leave = leave;

    public void Leave() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}

/// <summary>More wait than may. Nothing was done.</summary>
internal sealed class TooManyRequestsException() : Exception("Too many requests of this tenant wait.");
