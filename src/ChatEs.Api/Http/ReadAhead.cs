namespace ChatEs.Api.Http;

/// <summary>
/// Reads what comes by and by, so that its reader sees whether the next one is there yet, and can leave while it waits.
/// </summary>
internal sealed class ReadAhead<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving;
    private readonly IAsyncEnumerator<T> _items;
    private Task<bool> _next = Task.FromResult(true);

    /// <param name="ended">Whatever ends the reading.</param>
    public ReadAhead(IAsyncEnumerable<T> items, params CancellationToken[] ended)
    {
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _items = items.GetAsyncEnumerator(_leaving.Token);
    }

    public T Current => _items.Current;

    /// <summary>Asks for the next one. Not before the last such task has ended.</summary>
    public Task<bool> Next() => _next = _items.MoveNextAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        // An enumerator that is still at work cannot be disposed of.
        await _leaving.CancelAsync();
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _items.DisposeAsync();
        _leaving.Dispose();
    }
}
