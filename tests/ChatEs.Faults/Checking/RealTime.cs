using ChatEs.Faults.Load;

namespace ChatEs.Faults.Checking;

/// <summary>
/// The order of the log agrees with the order in which things happened, for all clients together: what one was told before
/// another began stands before it.
/// </summary>
internal static class RealTime
{
    public static IEnumerable<string> Check(History history)
    {
        var stored = history.Attempts.Select(a => (Attempt: a, Events: history.MainEvents(a))).Where(s => s.Events.Count > 0)
            .Select(s => (s.Attempt, Sequence: s.Events[0].Sequence, Known: history.KnownAt(s.Attempt))).ToList();
        var begun = stored.OrderBy(s => s.Attempt.Began).ToList();
        var known = stored.Where(s => s.Known != long.MaxValue).OrderBy(s => s.Known).ToList();
        (Attempt Attempt, long Sequence, long Known)? newest = null;
        var next = 0;
        foreach (var later in begun)
        {
            for (; next < known.Count && known[next].Known < later.Attempt.Began; next++)
            {
                if (newest is null || known[next].Sequence > newest.Value.Sequence)
                    newest = known[next];
            }
            if (newest is { } earlier && earlier.Sequence > later.Sequence)
                yield return $"{earlier.Attempt.Command} ({earlier.Sequence}) was answered before {later.Attempt.Command} ({later.Sequence}) began.";
        }
    }
}
