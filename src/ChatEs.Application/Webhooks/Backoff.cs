using System.Diagnostics.CodeAnalysis;

namespace ChatEs.Application.Webhooks;

/// <summary>
/// How long to wait before the next attempt: any time up to a bound that doubles with each attempt (full jitter), so that
/// what failed together does not come back together.
/// </summary>
internal static class Backoff
{
    private const int MostDoublings = 30;

    /// <param name="attempts">That failed; from 1.</param>
    /// <param name="asked">By the receiver: not sooner than that, up to the longest delay.</param>
    [SuppressMessage("Security", "CA5394", Justification = "Nobody gains by guessing it.")]
    public static TimeSpan After(int attempts, TimeSpan? asked, WebhookSettings settings) =>
        After(attempts, asked, settings, Random.Shared.NextDouble());

    /// <param name="random">0 to 1.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked, WebhookSettings settings, double random)
    {
        var bound = Math.Min(
            settings.LongestDelay.TotalMilliseconds, settings.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, MostDoublings)));
        var least = Math.Min(settings.LongestDelay.TotalMilliseconds, asked?.TotalMilliseconds ?? 0);
        return TimeSpan.FromMilliseconds(Math.Max(least, bound * random));
    }

    /// <summary>
    /// How long to wait even if the receiver answers others again. Who was away, or broken, is back then; who asked for
    /// fewer requests, or did not want this one yet, has said nothing new.
    /// </summary>
    /// <param name="status">Null: there was no answer.</param>
    /// <param name="wait">Until the next attempt otherwise.</param>
    public static TimeSpan Least(int? status, TimeSpan? asked, TimeSpan wait) =>
        status is null or >= 500 ? TimeSpan.FromTicks(Math.Min(asked?.Ticks ?? 0, wait.Ticks)) : wait;
}
