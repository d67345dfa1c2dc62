using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Webhooks;

/// <summary>
/// Sends the events of one webhook: of each stream one after the other, of different streams some at once. A delivery that
/// fails holds up its own stream alone and is tried again without an end. What it holds is bounded, however far behind it
/// is: a stream that waits holds nothing but its place, and when very many wait, nothing more is read.
/// </summary>
internal sealed partial class WebhookWorker : IAsyncDisposable
{
    private const int PageSize = 100;

    /// <summary>
    /// So far one statement looks through the log, which has no index on a tenant's events in their order: where hardly any
    /// concern it, it would look through all of the log, until it is broken off and begun anew, for ever.
    /// </summary>
    private const int Window = 20_000;
    private const int MostHeld = 256;
    private const int MostLanes = 1_000;

    /// <summary>So much of a log that does not concern it is read again, at most, when it is begun anew.</summary>
    private const int MostUntold = 10_000;

    private readonly WebhookTools _tools;
    private readonly ActiveWebhook _webhook;
    private readonly IReadOnlyList<string> _events;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly WakeUp _wake = new();
    private readonly WebhookProgressKeeper _progress;
    private readonly LaneSender _sender;
    private Task _work = Task.CompletedTask;
    private Exception? _fault;
    private long _reached;
    private long _target;
    private long _told;

    public WebhookWorker(WebhookTools tools, ActiveWebhook webhook, WebhookState state, long target)
    {
        (_tools, _webhook, _reached, _target) = (tools, webhook with { Epoch = state.Epoch }, state.Reached, target);
        _events = tools.Requests.EventsFor(webhook.Form, webhook.Types);
        _told = _reached;
        _progress = new WebhookProgressKeeper(tools, _webhook, Snapshot);
        _sender = new LaneSender(tools, _webhook, _progress, _lock, _stopping);
        foreach (var waiting in state.Waiting)
            _lanes.Add(waiting.Stream, new Lane(waiting) { HasChanged = false });
    }

    public ActiveWebhook Webhook => _webhook;

    /// <summary>Whether it has ended by itself: after a failure, or because it was lost.</summary>
    public bool HasEnded => _work.IsCompleted;

    public void Start() => _work = Task.Run(Work);

    /// <summary>The log has grown.</summary>
    /// <param name="from">Where it ended before.</param>
    /// <param name="mayConcern">Whether some of what was added is of this tenant.</param>
    public void Grow(long from, long to, bool mayConcern)
    {
        lock (_lock)
        {
            if (!mayConcern && _reached >= from && _target <= _reached)
            {
                // Nothing is to be read there; told to the vault when there is something else to tell, or at the end.
                _reached = _target = to;
                if (_reached - _told >= MostUntold)
                    _progress.Changed();
                return;
            }
            _target = Math.Max(_target, to);
        }
        _wake.Set();
    }

    /// <summary>Breaks off what is on its way, and keeps what was settled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _sender.Dispose();
    }

    private async Task Work()
    {
        var (keeping, reading) = (_progress.Run(_stopping.Token), Task.CompletedTask);
        try
        {
            lock (_lock)
            {
                foreach (var lane in _lanes.Values)
                    Begin(lane);
            }
            // The first of the two that ends ends the other.
            reading = Read(_stopping.Token);
            await await Task.WhenAny(reading, keeping);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (LostWebhookException)
        {
        }
        catch (Exception e)
        {
            Fail(e);
        }
        await End(reading, keeping);
        if (_fault is { } fault)
            LogFailed(_tools.Logger, fault, _webhook.WebhookId);
    }

    private async Task End(Task reading, Task keeping)
    {
        await _stopping.CancelAsync();
        // Who reads may begin a lane until it has ended.
        await Task.WhenAll(reading, keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _progress.Finish();
    }

    private async Task Read(CancellationToken cancellation)
    {
        while (true)
        {
            long after, to;
            bool mayRead;
            lock (_lock)
            {
                (after, to) = (_reached, Math.Min(_target, _reached + Window));
                mayRead = to > after && _lanes.Count < MostLanes && _lanes.Values.Sum(lane => lane.Held) < MostHeld;
            }
            if (!mayRead)
            {
                await _wake.Wait(cancellation);
                continue;
            }
            var page = await _tools.Read(() => _tools.Store.Page(_webhook.Tenant, _events, after, to, PageSize, cancellation), cancellation);
            lock (_lock)
            {
                foreach (var (stream, place) in page)
                    Add(stream, place);
                _reached = page.Count == PageSize ? page[^1].Place.Sequence : to;
            }
            _progress.Changed();
        }
    }

    private void Add(string stream, LogPlace place)
    {
        if (_lanes.TryGetValue(stream, out var lane))
        {
            lane.Add(place);
            return;
        }
        lane = new Lane(stream, place);
        _lanes.Add(stream, lane);
        Begin(lane);
    }

    /// <summary>With the lock held.</summary>
    private void Begin(Lane lane)
    {
        var running = Task.Run(() => Run(lane));
        _running.Add(running);
        _ = running.ContinueWith(
            done =>
            {
                lock (_lock)
                    _running.Remove(done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task Run(Lane lane)
    {
        try
        {
            if (lane.RetryAt is not null)
                await _sender.Wait(lane);
            while (await Next(lane) is { } place)
            {
                await _sender.Settle(lane, place);
                _progress.Changed();
                _wake.Set();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (LostWebhookException)
        {
            await _stopping.CancelAsync();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>A worker that does not know its way any more ends as a whole, and is begun anew from what the vault has.</summary>
    private void Fail(Exception e)
    {
        _fault ??= e;
        _stopping.Cancel();
    }

    /// <returns>Null when nothing waits any more; then the lane is gone.</returns>
    private async Task<LogPlace?> Next(Lane lane)
    {
        while (true)
        {
            long to;
            lock (_lock)
            {
                if (lane.TryPeek(out var place))
                    return place;
                if (!lane.HasMore)
                {
                    _lanes.Remove(lane.Stream);
                    if (lane.IsStored)
                        _progress.NoLongerWaiting(lane.Stream);
                    _progress.Changed();
                    _wake.Set();
                    return null;
                }
                lane.BeginRefill();
                to = _reached;
            }
            var page = await _tools.Read(
                () => _tools.Store.Page(_webhook.Tenant, _events, lane.Stream, lane.After.Version, to, PageSize / 4, _stopping.Token), _stopping.Token);
            lock (_lock)
                lane.Refill([.. page.Select(row => row.Place)], page.Count == PageSize / 4);
        }
    }

    private WebhookProgress Snapshot()
    {
        lock (_lock)
        {
            var (attempts, noLongerWaiting) = _progress.Drain();
            _told = _reached;
            List<WaitingStream> waiting = [];
            foreach (var lane in _lanes.Values.Where(lane => lane.HasChanged || !lane.IsStored))
            {
                waiting.Add(lane.Waiting);
                (lane.IsStored, lane.HasChanged) = (true, false);
            }
            return new(_reached, waiting, [.. noLongerWaiting.Where(stream => !_lanes.ContainsKey(stream))], attempts);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook {Webhook} failed; it is begun anew from where it was")]
    private static partial void LogFailed(ILogger logger, Exception exception, string webhook);
}
