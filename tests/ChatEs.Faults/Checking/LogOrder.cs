using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Faults.Checking;

/// <summary>Sequences, versions and message numbers are dense; time does not go back within a stream.</summary>
internal static class LogOrder
{
    public static IEnumerable<string> Check(IReadOnlyList<Event> log)
    {
        for (var i = 1; i < log.Count; i++)
        {
            if (log[i].Sequence != log[i - 1].Sequence + 1)
                yield return $"The sequence {log[i - 1].Sequence} is followed by {log[i].Sequence}.";
        }
        foreach (var stream in log.GroupBy(e => e.Stream))
        {
            foreach (var objection in OfStream([.. stream]))
                yield return $"{stream.Key}: {objection}";
        }
        foreach (var id in log.GroupBy(e => e.Id).Where(id => id.Count() > 1))
            yield return $"The event id {id.Key} is there {id.Count()} times.";
        foreach (var id in log.Select(e => e.Data).OfType<MessagePosted>().GroupBy(m => m.Id).Where(id => id.Count() > 1))
            yield return $"The message id {id.Key} is there {id.Count()} times.";
    }

    private static IEnumerable<string> OfStream(IReadOnlyList<Event> stream)
    {
        for (var i = 1; i < stream.Count; i++)
        {
            if (stream[i].Version != stream[i - 1].Version + 1)
                yield return $"version {stream[i - 1].Version} is followed by {stream[i].Version}.";
            if (stream[i].Timestamp < stream[i - 1].Timestamp)
                yield return $"version {stream[i].Version} is older than the one before it.";
        }
        // A stream that began before this part of the log has its first numbers there.
        if (stream[0].Version != 1)
            yield break;
        var expected = 0L;
        foreach (var posted in stream.Select(e => e.Data).OfType<MessagePosted>())
        {
            if (posted.Number.Value != ++expected)
                yield return $"message {posted.Number} stands where {expected} should.";
        }
    }
}
