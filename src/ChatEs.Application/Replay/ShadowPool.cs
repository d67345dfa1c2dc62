using System.Data.Common;
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

    /// <summary>How long the process waits at its end for one that is being used.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly string _connectionString;
    private readonly LogReader _log;
    private readonly AuditSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _places;
    private readonly ITimer _timer;
    private readonly Stack<(HeldShadow Shadow, DateTimeOffset Since)> _idle = [];
    private bool _isClosed;

    public ShadowPool(string connectionString, LogReader log, IOptions<AuditSettings> settings, TimeProvider clock)
    {
        (_connectionString, _log, _settings, _clock) = (connectionString, log, settings.Value, clock);
        _places = new(_settings.AtOnce, _settings.AtOnce);
        _timer = clock.CreateTimer(_ => _ = DropIdle(), null, KeptFor, KeptFor);
    }

    /// <summary>An empty one, to be given back.</summary>
    /// <exception cref="TooManyShadowsException">No place was free for long.</exception>
    internal async Task<HeldShadow> Take(CancellationToken cancellation)
    {
        if (!await _places.WaitAsync(_settings.Patience, cancellation))
            throw new TooManyShadowsException();
        try
        {
            while (Next() is { } waiting)
            {
                if (await waiting.IsHeld(cancellation))
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
            try
            {
                if (!await IsEmptied(shadow) || !Keeps(shadow))
                    await Drop(shadow);
            }
            finally
            {
                _places.Release();
            }
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
        await _timer.DisposeAsync();
        for (var place = 0; place < _settings.AtOnce; place++)
            await _places.WaitAsync(LastWait);
        await Drop(Idle(DateTimeOffset.MaxValue));
    }

    /// <summary>Drops those that nobody has wanted for a minute.</summary>
    internal Task DropIdle() => Drop(Idle(_clock.GetUtcNow() - KeptFor));

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

    /// <summary>Takes those out that have waited since then or longer.</summary>
    private List<HeldShadow> Idle(DateTimeOffset since)
    {
        lock (_idle)
        {
            var all = _idle.ToList();
            _idle.Clear();
            foreach (var younger in all.Where(one => one.Since > since).Reverse())
                _idle.Push(younger);
            return [.. all.Where(one => one.Since <= since).Select(one => one.Shadow)];
        }
    }

    private static async Task<bool> IsEmptied(HeldShadow shadow)
    {
        try
        {
            await shadow.Empty(CancellationToken.None);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private static async Task Drop(List<HeldShadow> shadows)
    {
        foreach (var shadow in shadows)
            await Drop(shadow);
    }

    /// <summary>Where that fails the database is away; what it leaves is dropped as what a killed process leaves (<see cref="HeldShadow.RemoveAbandoned"/>).</summary>
    private static async Task Drop(HeldShadow shadow)
    {
        try
        {
            await shadow.DisposeAsync();
        }
        catch (DbException)
        {
        }
    }
}
