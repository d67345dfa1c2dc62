using ChatEs.Application.Commands;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Webhooks;

/// <summary>What all workers of a process share.</summary>
internal sealed record WebhookTools(
    WebhookStore Store, WebhookRequests Requests, WebhookSender Sender, DeliveryLog Log, CommandBus Bus, WebhookSettings Settings, TimeProvider Clock, ILogger Logger);

/// <summary>
/// Sends the events of one webhook: of each stream one after the other, of different streams some at once. A delivery that
/// fails holds up its own stream alone and is tried again without an end. What it holds is bounded, however far behind it
/// is: a stream that waits holds nothing but its place, and when very many wait, nothing more is read.
/// </summary>
internal sealed partial class WebhookWorker : IAsyncDisposable
{
    private const int PageSize = 100;
    private const int MostHeld = 256;
    private const int MostLanes = 1_000;

    /// <summary>So much of a log that does not concern it is read again, at most, when it is begun anew.</summary>
    private const int MostUntold = 10_000;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly WebhookTools _tools;
    private readonly ActiveWebhook _webhook;
    private readonly IReadOnlyList<string> _events;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _permits;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly WakeUp _wake = new();
    private readonly WebhookProgressKeeper _progress;
    private TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _permits = new SemaphoreSlim(tools.Settings.AtOnce);
        _progress = new WebhookProgressKeeper(tools, _webhook, Snapshot);
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
        _permits.Dispose();
    }

    private async Task Work()
    {
        var keeping = _progress.Run(_stopping.Token);
        try
        {
            lock (_lock)
            {
                foreach (var lane in _lanes.Values)
                    Begin(lane);
            }
            // The first of the two that ends ends the other.
            var reading = Read(_stopping.Token);
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
        await End(keeping);
        if (_fault is { } fault)
            LogFailed(_tools.Logger, fault, _webhook.WebhookId);
    }

    private async Task End(Task keeping)
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                (after, to) = (_reached, _target);
                mayRead = to > after && _lanes.Count < MostLanes && _lanes.Values.Sum(lane => lane.Held) < MostHeld;
            }
            if (!mayRead)
            {
                await _wake.Wait(cancellation);
                continue;
            }
            var page = await _tools.Store.Page(_webhook.Tenant, _events, after, to, PageSize, cancellation);
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
            if (lane.RetryAt is { } at)
                await WaitUntil(at);
            while (await Next(lane) is { } place)
                await Settle(lane, place);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
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
            var page = await Patiently(() => _tools.Store.Page(
                _webhook.Tenant, _events, lane.Stream, lane.After.Version, to, PageSize / 4, _stopping.Token));
            lock (_lock)
                lane.Refill([.. page.Select(row => row.Place)], page.Count == PageSize / 4);
        }
    }

    /// <summary>Sends what the event means, request by request, until all of it is settled.</summary>
    private async Task Settle(Lane lane, LogPlace place)
    {
        while (await TrySend(lane, place) is { } tried)
        {
            if (tried.Outcome == DeliveryOutcome.Failed)
                await WaitUntil(lane.RetryAt!.Value);
        }
        lock (_lock)
            lane.Settle(place);
        _progress.Changed();
        _wake.Set();
    }

    /// <returns>Null when the event is settled.</returns>
    private async Task<LoggedAttempt?> TrySend(Lane lane, LogPlace place)
    {
        await _permits.WaitAsync(_stopping.Token);
        try
        {
            if (await Patiently(() => Render(lane, place)) is not var (message, secrets))
                return null;
            var attempt = message.Body is { Length: > 0 }
                ? await _tools.Sender.Send(
                    _webhook.Url, WebhookRequests.IdOf(_webhook.WebhookId, place.Sequence, message.Part), message.Body, secrets,
                    _tools.Requests.Form(_webhook.Form).Headers(secrets[0]), _stopping.Token)
                : new Attempt(AttemptOutcome.Failed, _tools.Clock.GetUtcNow(), TimeSpan.Zero, Error: "The event could not be told; the fault is ours.");
            var logged = new LoggedAttempt(place.Sequence, message.Part, message.Type, lane.Attempts + 1, attempt);
            Take(lane, message, logged);
            if (attempt.Outcome == AttemptOutcome.Gone)
                await Pause();
            return message.IsLast && logged.Outcome != DeliveryOutcome.Failed ? null : logged;
        }
        finally
        {
            _permits.Release();
        }
    }

    /// <returns>Null when nothing of the event is left. A body without bytes is one that could not be made.</returns>
    private async Task<(WebhookMessage, IReadOnlyList<string>)?> Render(Lane lane, LogPlace place)
    {
        var secrets = await _tools.Store.Secrets(_webhook.Tenant, _webhook.WebhookId, _tools.Clock.GetUtcNow(), _stopping.Token);
        if (secrets is [])
            throw new LostWebhookException();
        try
        {
            return await _tools.Requests.Next(_webhook.Tenant, _webhook.Form, _webhook.Types, place.Sequence, lane.Part, _stopping.Token) is { } message
                ? (message, secrets)
                : null;
        }
        catch (Exception e) when (e is not OperationCanceledException && !ChatEsDatabase.IsUnreachable(e))
        {
            // One event that cannot be told holds up its room, and not the whole webhook; it is tried again as others are.
            LogNotTold(_tools.Logger, e, place.Sequence, _webhook.WebhookId);
            return (new WebhookMessage(lane.Part + 1, "unknown", [], IsLast: true), secrets);
        }
    }

    private void Take(Lane lane, WebhookMessage message, LoggedAttempt attempt)
    {
        Telemetry.Delivered(attempt.Outcome, attempt.Attempt.Took);
        lock (_lock)
        {
            if (attempt.Outcome == DeliveryOutcome.Failed)
            {
                lane.Attempts = attempt.Number;
                lane.RetryAt = _tools.Clock.GetUtcNow() + Backoff.After(attempt.Number, attempt.Attempt.RetryAfter, _tools.Settings);
                lane.Spill();
            }
            else
            {
                // Who answers again, answers the others as well: their waiting is over.
                if (lane.Attempts > 0)
                    Interlocked.Exchange(ref _recovered, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                (lane.Part, lane.Attempts, lane.RetryAt) = (message.Part, 0, null);
            }
            lane.HasChanged = true;
            _progress.Attempted(attempt);
        }
        _wake.Set();
    }

    /// <summary>410: the receiver is no longer there. What waits is kept, for the day that somebody resumes it.</summary>
    private async Task Pause()
    {
        var context = new CommandContext(new Caller(_webhook.Tenant, "webhooks", null, "webhooks"));
        await _tools.Bus.Send(new PauseWebhook(_webhook.Tenant, _webhook.WebhookId, WebhookPauseReason.Gone), context, _stopping.Token);
        await _stopping.CancelAsync();
    }

    private async Task WaitUntil(DateTimeOffset at)
    {
        var recovered = Volatile.Read(ref _recovered).Task;
        var wait = at - _tools.Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await recovered.WaitAsync(wait, _tools.Clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Token.ThrowIfCancellationRequested();
    }

    /// <summary>While the database is away nothing is lost by waiting for it.</summary>
    private async Task<T> Patiently<T>(Func<Task<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (ChatEsDatabase.IsUnreachable(e) && !_stopping.IsCancellationRequested)
            {
                await Task.Delay(PauseAfterFailure, _tools.Clock, _stopping.Token);
            }
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Sequence} could not be told to the webhook {Webhook}")]
    private static partial void LogNotTold(ILogger logger, Exception exception, long sequence, string webhook);
}
