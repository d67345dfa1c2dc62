using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatEs.Application.ReadModels.Messages;
using Microsoft.Extensions.Hosting;

namespace ChatEs.Application.Realtime;

/// <summary>
/// What one listener missed, on its way to him. He may take it slowly: so it is looked at again and again whether he is still
/// admitted and which rooms are still his, and it ends when the service stops.
/// </summary>
/// <param name="admitted">The sequence at which he was admitted.</param>
internal sealed class MissedEvents(LivePast past, MessageQueries messages, IHostApplicationLifetime lifetime, LiveAudience audience, long admitted)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private long _looked = Stopwatch.GetTimestamp();
    private long _checked = admitted;

    /// <param name="now">What he hears at the place up to which it goes.</param>
    public async IAsyncEnumerable<LiveEvent> Between(long after, Hearing now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (after >= now.Sequence)
            yield break;
        var (hearing, newest) = (await past.Since(audience, after, now, cancellation), now);
        while (await past.Page(hearing, after, cancellation) is { Count: > 0 } events)
        {
            var page = new LivePage(messages);
            List<LiveEvent> heard = [.. events.Where(e => e.IsKnown && hearing.Hears(e)).Select(e => new LiveEvent(e, page, PastHearing.HasLeft(e, newest)))];
            foreach (var item in heard.Where(item => !item.IsBare))
                page.Want(item);
            page.Complete();
            foreach (var item in heard)
            {
                if (lifetime.ApplicationStopping.IsCancellationRequested)
                    throw new LiveEndedException(LiveEnd.Stopping);
                if (Stopwatch.GetElapsedTime(_looked) >= BetweenLooks)
                    newest = await LookAgain(cancellation);
                yield return !item.IsBare && PastHearing.HasLeft(item.Logged, newest) ? new LiveEvent(item.Logged, page, isBare: true) : item;
            }
            after = events[^1].Sequence;
        }
    }

    /// <returns>What he hears now.</returns>
    /// <exception cref="LiveEndedException">He is not admitted any more, or not into the room.</exception>
    public async Task<Hearing> LookAgain(CancellationToken cancellation)
    {
        if (await past.Now(audience, cancellation) is not { } newer)
            throw new LiveEndedException(LiveEnd.NoLongerInRoom);
        if (await past.EndsAdmission(audience, _checked, newer.Sequence, cancellation))
            throw new LiveEndedException(LiveEnd.NoLongerAdmitted);
        (_checked, _looked) = (newer.Sequence, Stopwatch.GetTimestamp());
        return newer;
    }
}
