using System.Diagnostics.CodeAnalysis;
using ChatEs.Application.Commands;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Webhooks;

/// <summary>Sends what the events of lanes mean, some lanes at once, and waits between the attempts.</summary>
/// <param name="gate">The worker's lock: whoever looks at a lane holds it.</param>
internal sealed partial class LaneSender(
    WebhookTools tools, ActiveWebhook webhook, WebhookProgressKeeper progress, Lock gate, CancellationTokenSource stopping) : IDisposable
{
    private static readonly TimeSpan BetweenWakes = TimeSpan.FromSeconds(5);

    /// <summary>Those who are woken come within that time, not all in one moment.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _permits = new(tools.Settings.AtOnce);
    private TaskCompletionSource<DateTimeOffset> _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _wakeAt = DateTimeOffset.MinValue;

    public void Dispose() => _permits.Dispose();

    /// <summary>Sends what the event means, request by request, until all of it is settled.</summary>
    public async Task Settle(Lane lane, LogPlace place)
    {
        while (await TrySend(lane, place) is { } tried)
        {
            if (tried.Outcome == DeliveryOutcome.Failed)
                await Wait(lane);
        }
        lock (gate)
            lane.Settle(place);
    }

    /// <returns>Null when the event is settled.</returns>
    private async Task<LoggedAttempt?> TrySend(Lane lane, LogPlace place)
    {
        await _permits.WaitAsync(stopping.Token);
        try
        {
            if (await tools.Read(() => Render(lane, place), stopping.Token) is not var (message, secrets))
                return null;
            var attempt = message.Body is { Length: > 0 }
                ? await tools.Sender.Send(
                    webhook.Url, WebhookRequests.IdOf(webhook.WebhookId, place.Sequence, message.Part), message.Body, secrets,
                    tools.Requests.Form(webhook.Form).Headers(secrets[0]), stopping.Token)
                : new Attempt(AttemptOutcome.Failed, tools.Clock.GetUtcNow(), TimeSpan.Zero, Error: "The event could not be told; the fault is ours.");
            var logged = new LoggedAttempt(place.Sequence, message.Part, message.Type, lane.Attempts + 1, attempt);
            Note(lane, message, logged);
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
        if (await Told(lane, place) is not { } message)
            return null;
        // Last of all, and with the epoch: who lost the webhook without noticing sends nothing that he begins after that.
        var secrets = await tools.Store.Secrets(webhook.Tenant, webhook.WebhookId, webhook.Epoch, tools.Clock.GetUtcNow(), stopping.Token);
        return secrets is [] ? throw new LostWebhookException() : (message, secrets);
    }

    private async Task<WebhookMessage?> Told(Lane lane, LogPlace place)
    {
        try
        {
            return await tools.Requests.Next(webhook.Tenant, webhook.Form, webhook.Types, place.Sequence, lane.Part, stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException && !ChatEsDatabase.IsUnreachable(e))
        {
            // One event that cannot be told holds up its room, and not the whole webhook; it is tried again as others are.
            LogNotTold(tools.Logger, e, place.Sequence, webhook.WebhookId);
            return new WebhookMessage(lane.Part + 1, "unknown", [], IsLast: true);
        }
    }

    private void Note(Lane lane, WebhookMessage message, LoggedAttempt attempt)
    {
        Telemetry.Delivered(attempt.Outcome, attempt.Attempt.Took);
        lock (gate)
        {
            if (attempt.Outcome == DeliveryOutcome.Failed)
            {
                lane.Attempts = attempt.Number;
                var wait = Backoff.After(attempt.Number, attempt.Attempt.RetryAfter, tools.Settings);
                var least = Backoff.Least(attempt.Attempt.Status, attempt.Attempt.RetryAfter, wait);
                var now = tools.Clock.GetUtcNow();
                (lane.RetryAt, lane.EarliestAt) = (now + wait, now + least);
                lane.Spill();
            }
            else
            {
                if (lane.Attempts > 0)
                    Wake();
                (lane.Part, lane.Attempts, lane.RetryAt, lane.EarliestAt) = (message.Part, 0, null, null);
            }
            lane.HasChanged = true;
            progress.Attempted(attempt);
        }
    }

    /// <summary>410: the receiver is no longer there. What waits is kept, for the day that somebody resumes it.</summary>
    private async Task Pause()
    {
        var context = new CommandContext(new Caller(webhook.Tenant, "webhooks", null, "webhooks"));
        await tools.Bus.Send(new PauseWebhook(webhook.Tenant, webhook.WebhookId, WebhookPauseReason.Gone), context, stopping.Token);
        await stopping.CancelAsync();
    }

    /// <summary>
    /// With the gate held. Who answers again after he was away answers the others as well: their waiting is over. Not more
    /// often than every few seconds, since he may answer but some.
    /// </summary>
    private void Wake()
    {
        var now = tools.Clock.GetUtcNow();
        if (_wakeAt <= now)
            _wakeAt = now - _wakeAt < BetweenWakes ? _wakeAt + BetweenWakes : now;
        Interlocked.Exchange(ref _recovered, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(_wakeAt);
    }

    /// <summary>Until the next attempt is due, or the receiver answers others again.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "Nobody gains by guessing it.")]
    public async Task Wait(Lane lane)
    {
        var (due, earliest) = (lane.RetryAt!.Value, lane.EarliestAt ?? lane.RetryAt.Value);
        var recovered = Volatile.Read(ref _recovered).Task;
        var wait = due - tools.Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await ((Task)recovered).WaitAsync(wait, tools.Clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Token.ThrowIfCancellationRequested();
        if (!recovered.IsCompletedSuccessfully)
            return;
        var woken = await recovered + (Spread * Random.Shared.NextDouble());
        var until = woken > earliest ? woken : earliest;
        wait = (until < due ? until : due) - tools.Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, tools.Clock, stopping.Token);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Sequence} could not be told to the webhook {Webhook}")]
    private static partial void LogNotTold(ILogger logger, Exception exception, long sequence, string webhook);
}
