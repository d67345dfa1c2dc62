namespace ChatEs.EventStore.Appending;

/// <summary>A command in the writer's queue, with the state it was loaded with and the caller that waits.</summary>
internal sealed class Submission(IDecider decider, CachedStream loaded)
{
    private readonly TaskCompletionSource<AppendResult?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IDecider Decider => decider;

    public CachedStream Loaded => loaded;

    /// <summary>
    /// Decided by itself with the head held, on what was loaded for it and the events since, whatever the cache holds:
    /// for a command whose points were dropped again and again before its turn came.
    /// </summary>
    public bool Alone { get; init; }

    /// <summary>How often the connection broke while this command was on its way.</summary>
    public int Losses { get; set; }

    /// <summary>Null: the state in the cache does not know what the command needs; load and submit again.</summary>
    public Task<AppendResult?> Answer => _answer.Task;

    public void Complete(AppendResult result) => _answer.TrySetResult(result);

    public void NeedsLoad() => _answer.TrySetResult(null);

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
