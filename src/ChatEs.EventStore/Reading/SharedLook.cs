namespace ChatEs.EventStore.Reading;

/// <summary>
/// Looks things up for all who ask at about the same time: whoever asks while a look is under way shares the next one, as commands
/// share a commit. No look begins before all have asked whom it answers, so no answer is older than its question.
/// </summary>
/// <param name="look">Finds what there is of some keys, each of them given once. What its answer lacks is not there.</param>
public sealed class SharedLook<TKey, TFound>(Func<IReadOnlyCollection<TKey>, Task<Dictionary<TKey, TFound>>> look)
    where TKey : notnull where TFound : class
{
    /// <summary>A look takes a millisecond. Beyond this nobody waits for one that he shares.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Asked? _next;
    private bool _isLooking;

    /// <returns>Null when there is none.</returns>
    public async Task<TFound?> Find(TKey key, CancellationToken cancellation)
    {
        Asked asked;
        bool isFirst;
        lock (_lock)
        {
            asked = _next ??= new();
            asked.Keys.Add(key);
            isFirst = !_isLooking;
            _isLooking = true;
        }
        if (isFirst)
        {
            // It goes on for others when this one has been answered.
            using var own = ExecutionContext.SuppressFlow();
            _ = Look();
        }
        try
        {
            return (await asked.Answer.Task.WaitAsync(Patience, cancellation)).GetValueOrDefault(key);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // It failed, or its connection is silent: what is wrong with one connection is not to be everybody's.
            return (await look([key]).WaitAsync(cancellation)).GetValueOrDefault(key);
        }
    }

    private async Task Look()
    {
        while (Next() is { } asked)
            await Answer(asked).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>Null when nobody has asked any more.</returns>
    private Asked? Next()
    {
        lock (_lock)
        {
            var asked = _next;
            (_next, _isLooking) = (null, asked is not null);
            return asked;
        }
    }

    private async Task Answer(Asked asked)
    {
        try
        {
            asked.Answer.SetResult(await look(asked.Keys));
        }
        catch (Exception e)
        {
            asked.Answer.SetException(e);
            // All who asked may have gone away.
            _ = asked.Answer.Task.Exception;
        }
    }

    private sealed class Asked
    {
        public HashSet<TKey> Keys { get; } = [];

        public TaskCompletionSource<Dictionary<TKey, TFound>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
