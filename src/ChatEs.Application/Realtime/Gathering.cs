namespace ChatEs.Application.Realtime;

/// <summary>
/// Looks things up together: while one look is under way, what is asked for meanwhile gathers for the next. So however many
/// listeners ask about the same event, it takes one statement or two, and no answer is older than its question.
/// </summary>
/// <param name="look">What is not there is left out of its answer. It runs for all who ask, so nobody's cancellation ends it.</param>
/// <param name="most">As many are looked up at once.</param>
public sealed class Gathering<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> look, int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private Batch? _gathering;
    private Task _last = Task.CompletedTask;

    /// <returns>Null when there is none.</returns>
    public async Task<TValue?> Get(TKey key)
    {
        Task<IReadOnlyDictionary<TKey, TValue>> found;
        lock (_lock)
        {
            if (_gathering is null || _gathering.Keys.Count >= most)
            {
                _gathering = new();
                _last = Look(_gathering, _last);
            }
            _gathering.Keys.Add(key);
            found = _gathering.Found.Task;
        }
        return (await found).GetValueOrDefault(key);
    }

    private async Task Look(Batch batch, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        // Closed before it is looked up: who asks from here on may mean something that this look does not see.
        lock (_lock)
            _gathering = ReferenceEquals(_gathering, batch) ? null : _gathering;
        try
        {
            batch.Found.SetResult(await look(batch.Keys));
        }
        catch (Exception e)
        {
            batch.Found.SetException(e);
        }
    }

    private sealed class Batch
    {
        public HashSet<TKey> Keys { get; } = [];

        public TaskCompletionSource<IReadOnlyDictionary<TKey, TValue>> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
