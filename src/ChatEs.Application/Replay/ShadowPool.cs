using ChatEs.Application.Auditing;
using ChatEs.EventStore.Reading;
using Microsoft.Extensions.Options;

namespace ChatEs.Application.Replay;

/// <summary>Too many rooms are looked at as they were, and none of them was done with in time.</summary>
public sealed class TooManyShadowsException() : Exception("Too many rooms are being looked at as they were; try again.");

/// <summary>
/// The shadows of a process. One that was used waits, empty, for the next look: making one costs a hundred milliseconds, and
/// hundreds of rows in the catalogue of the database each time.
/// </summary>
public sealed class ShadowPool : IAsyncDisposable
{
    /// <summary>How long one waits at least: whoever looks at a moment asks for all of a page at once.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>How long the process waits at its end for those that are being used.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly string _connectionString;
    private readonly LogReader _log;
    private readonly AuditSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _places;
    private readonly PeriodicTimer _timer;
    private readonly Task _dropping;
    private readonly Stack<(HeldShadow Shadow, DateTimeOffset Since)> _idle = [];
    private readonly List<HeldShadow> _condemned = [];
    private bool _isClosed;

    public ShadowPool(string connectionString, LogReader log, IOptions<AuditSettings> settings, TimeProvider clock)
    {
        (_connectionString, _log, _settings, _clock) = (connectionString, log, settings.Value, clock);
        _places = new(_settings.AtOnce, _settings.AtOnce);
        _timer = new(KeptFor, clock);
        _dropping = KeepDropping();
    }

    /// <summary>An empty one, to be given back or discarded.</summary>
    /// <exception cref="TooManyShadowsException">No place was free for long.</exception>
    internal async Task<HeldShadow> Take(CancellationToken cancellation)
    {
        if (!await _places.WaitAsync(_settings.Patience, cancellation))
            throw new TooManyShadowsException();
        try
        {
            while (Next() is { } waiting)
            {
                if (await waiting.IsHeld())
                    return waiting;
                await Drop(waiting);
            }
            return await HeldShadow.Create(_connectionString, _log, cancellation);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>Whoever looked does not wait until it is empty; its place is taken until then.</summary>
    internal void GiveBack(HeldShadow shadow)
    {
        _ = TakeBack();

        async Task TakeBack()
        {
            if (await Succeeds(shadow.Empty) && Keeps(shadow))
                _places.Release();
            else
                await Discard(shadow);
        }
    }

    /// <summary>One that is not to be used again.</summary>
    internal async Task Discard(HeldShadow shadow)
    {
        try
        {
            await Drop(shadow);
        }
        finally
        {
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_idle)
        {
            if (_isClosed)
                return;
            _isClosed = true;
        }
        _timer.Dispose();
        await _dropping;
        using var late = new CancellationTokenSource(LastWait);
        for (var place = 0; place < _settings.AtOnce && !late.IsCancellationRequested; place++)
            await _places.WaitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Drop(Unwanted(DateTimeOffset.MaxValue));
    }

    /// <summary>Drops those that nobody has wanted for a minute, and those that could not be dropped before.</summary>
    internal Task DropIdle() => Drop(Unwanted(_clock.GetUtcNow() - KeptFor));

    private async Task KeepDropping()
    {
        while (await _timer.WaitForNextTickAsync())
            await DropIdle();
    }

    private HeldShadow? Next()
    {
        lock (_idle)
            return _idle.TryPop(out var newest) ? newest.Shadow : null;
    }

    private bool Keeps(HeldShadow shadow)
    {
        lock (_idle)
        {
            if (!_isClosed)
                _idle.Push((shadow, _clock.GetUtcNow()));
            return !_isClosed;
        }
    }

    private bool Condemns(HeldShadow shadow)
    {
        lock (_idle)
        {
            if (!_isClosed)
                _condemned.Add(shadow);
            return !_isClosed;
        }
    }

    /// <summary>Takes those out that are condemned, or have waited since then or longer.</summary>
    private List<HeldShadow> Unwanted(DateTimeOffset since)
    {
        lock (_idle)
        {
            var (condemned, all) = (_condemned.ToList(), _idle.ToList());
            _condemned.Clear();
            _idle.Clear();
            foreach (var younger in all.Where(one => one.Since > since).Reverse())
                _idle.Push(younger);
            return [.. condemned, .. all.Where(one => one.Since <= since).Select(one => one.Shadow)];
        }
    }

    private Task Drop(List<HeldShadow> shadows) => Task.WhenAll(shadows.Select(Drop));

    /// <summary>What cannot be dropped now, because the database is away or a dump is reading it, is tried again later.</summary>
    private async Task Drop(HeldShadow shadow)
    {
        if (await Succeeds(shadow.Drop) || !Condemns(shadow))
            await shadow.DisposeAsync();
    }

    private static async Task<bool> Succeeds(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
