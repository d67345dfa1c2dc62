using ChatEs.EventStore.Reading;

namespace ChatEs.EventStore.Appending;

/// <summary>Brings the states that commands are decided upon up to the newest version of their streams.</summary>
internal sealed class CatchingUp(WriterConnection connection, StreamCache cache, LogReader log)
{
    /// <summary>
    /// A state this many events behind is loaded anew, outside the writer's loop: replaying a long stream with the head
    /// held would stop everybody.
    /// </summary>
    public const int MaxEvents = 500;

    /// <summary>The newest state at hand: the cache's, or what was loaded for the command.</summary>
    public CachedStream Newest(Submission submission)
    {
        if (submission.Alone || cache.Get(submission.Decider.Stream) is not { } cached)
            return submission.Loaded;
        return cached.Version < submission.Loaded.Version ? submission.Loaded : cached;
    }

    /// <summary>Whether no stream has moved since it was decided upon.</summary>
    public async Task<bool> IsNewest(IReadOnlyCollection<StreamWork> streams)
    {
        var used = streams.Where(s => s.IsUsed).ToList();
        var versions = await connection.Versions(used.ConvertAll(s => s.Key));
        return used.TrueForAll(s => s.Expected == versions.GetValueOrDefault(s.Key));
    }

    /// <summary>
    /// With the head held: the newest states of the commands' streams. A command whose stream has run too far ahead is
    /// sent back to load, one whose stream cannot be read is answered with the exception; their streams are missing.
    /// </summary>
    public async Task<Dictionary<StreamKey, CachedStream>> All(List<Submission> submissions)
    {
        var states = new Dictionary<StreamKey, CachedStream>();
        foreach (var submission in submissions)
            states.TryAdd(submission.Decider.Stream, Newest(submission));
        var versions = await connection.Versions(states.Keys);
        foreach (var ofStream in submissions.ToLookup(s => s.Decider.Stream))
        {
            var (state, version) = (states[ofStream.Key], versions.GetValueOrDefault(ofStream.Key));
            if (state.Version != version && !await One(ofStream, state, version, states))
                states.Remove(ofStream.Key);
        }
        return states;
    }

    /// <summary>Without the head: what is read now need not be read while everybody waits. A failure here will be met again there.</summary>
    public async Task Ahead(List<Submission> submissions)
    {
        try
        {
            await All(submissions);
        }
        catch (Exception e) when (WriterConnection.IsLost(e))
        {
            // The next attempt finds the connection broken and opens another.
        }
    }

    private async Task<bool> One(
        IGrouping<StreamKey, Submission> ofStream, CachedStream state, long version, Dictionary<StreamKey, CachedStream> states)
    {
        var family = ofStream.First().Decider.Family;
        try
        {
            var limit = ofStream.First().Alone ? long.MaxValue : MaxEvents;
            // A state ahead of the log is of a log that is no more: the server came back without its newest commits.
            if (version < state.Version || version - state.Version > limit)
            {
                cache.Remove(ofStream.Key);
                foreach (var submission in ofStream)
                    submission.NeedsLoad();
                return false;
            }
            states[ofStream.Key] = await log.Evolve(await connection.Connection(), family, state, version);
            cache.PutOrRemove(states[ofStream.Key], family);
            return true;
        }
        catch (Exception e) when (!WriterConnection.IsLost(e))
        {
            foreach (var submission in ofStream)
                submission.Fail(e);
            return false;
        }
    }
}
