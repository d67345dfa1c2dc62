using ChatEs.Application;

namespace ChatEs.Api.Auth;

/// <summary>
/// Looks once more, a little later, whether who holds a long connection is still admitted. What ends an admission is told to
/// those who listen when it happens; it may have happened just before this one did, in a process that had not heard of it yet.
/// </summary>
internal sealed class SecondLook : IAsyncDisposable
{
    /// <summary>Longer than a process remembers whom it admitted.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _look;

    /// <param name="alsoEnded">What else ends it.</param>
    public SecondLook(Func<ValueTask<bool>> isStillAdmitted, TimeProvider clock, CancellationToken alsoEnded = default)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(alsoEnded);
        _look = Look(isStillAdmitted, clock);
    }

    /// <summary>He is not admitted any more.</summary>
    public CancellationToken Ended => _ended.Token;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _ended.Dispose();
    }

    private async Task Look(Func<ValueTask<bool>> isStillAdmitted, TimeProvider clock)
    {
        await Task.Delay(Later, clock, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_over.IsCancellationRequested && !await Ask(isStillAdmitted))
            await _ended.CancelAsync();
    }

    private static async Task<bool> Ask(Func<ValueTask<bool>> isStillAdmitted)
    {
        try
        {
            return await isStillAdmitted();
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
            // Nobody knows. He comes back and is looked at then.
            return false;
        }
    }
}
