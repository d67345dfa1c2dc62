namespace ChatEs.Application.Webhooks;

/// <summary>
/// Tells the vault what a worker has done: some times a second all that was done since, in one transaction. After a crash
/// what was not told yet is delivered again.
/// </summary>
internal sealed class WebhookProgressKeeper(WebhookTools tools, ActiveWebhook webhook, Func<WebhookProgress> snapshot)
{
    private const int TrimEvery = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    private readonly WakeUp _changed = new();
    private List<LoggedAttempt> _attempts = [];
    private HashSet<string> _noLongerWaiting = new(StringComparer.Ordinal);
    private WebhookProgress? _unsaved;
    private int _sinceTrim = TrimEvery;

    public void Changed() => _changed.Set();

    /// <summary>With the worker's lock held, as are the next two.</summary>
    public void Attempted(LoggedAttempt attempt)
    {
        _attempts.Add(attempt);
        _changed.Set();
    }

    public void NoLongerWaiting(string stream) => _noLongerWaiting.Add(stream);

    public (IReadOnlyList<LoggedAttempt> Attempts, IReadOnlyCollection<string> NoLongerWaiting) Drain()
    {
        var drained = (_attempts, _noLongerWaiting);
        (_attempts, _noLongerWaiting) = ([], new(StringComparer.Ordinal));
        return drained;
    }

    /// <exception cref="LostWebhookException">The webhook is another's by now.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            await _changed.Wait(cancellation);
            _unsaved = snapshot();
            while (!await TrySave(cancellation))
                await Task.Delay(PauseAfterFailure, tools.Clock, cancellation);
            await Task.Delay(Pause, tools.Clock, cancellation);
        }
    }

    /// <summary>What was done until the end; where that cannot be stored it is done again by whoever comes next.</summary>
    public async Task Finish()
    {
        using var patience = new CancellationTokenSource(PatienceAtTheEnd, tools.Clock);
        try
        {
            if (_unsaved is null || await TrySave(patience.Token))
            {
                _unsaved = snapshot();
                await TrySave(patience.Token);
            }
        }
        catch (Exception e) when (e is LostWebhookException or OperationCanceledException)
        {
        }
    }

    private async Task<bool> TrySave(CancellationToken cancellation)
    {
        try
        {
            await tools.Store.Save(webhook, webhook.Epoch, _unsaved!, cancellation);
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
            return false;
        }
        _sinceTrim += _unsaved!.Attempts.Count;
        _unsaved = null;
        if (_sinceTrim < TrimEvery)
            return true;
        _sinceTrim = 0;
        await tools.Log.Trim(webhook.Tenant, webhook.WebhookId, tools.Settings.KeptAtMost, cancellation);
        return true;
    }
}
