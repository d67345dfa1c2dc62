using ChatEs.EventStore.Projections;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// Carries out a list of commands as one batch: first optimistically, on the cached states and in one round trip; when
/// something stands against it, a second time with the head held, where nothing can come between.
/// </summary>
internal sealed class BatchExecutor(
    WriterConnection connection, StreamCache cache, LogReader log, EventWriter writer,
    IReadOnlyList<IInlineProjection> projections, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>
    /// After a batch that was stale, another process is writing the same streams: for this many batches the head is
    /// taken first, since another optimistic attempt would most likely be a wasted round trip.
    /// </summary>
    private const int CautiousBatches = 16;

    private int _cautious;

    /// <returns>The commands that have to wait for the next batch, in their order.</returns>
    public async Task<List<Submission>> Execute(List<Submission> pending)
    {
        var (batch, waiting) = Build(pending, cache.Get);
        if (batch.Parts.Count == 0)
            return waiting;
        var optimistic = _cautious == 0;
        if (!optimistic)
            _cautious--;
        var left = optimistic ? await Attempt(batch) : [.. batch.Parts.Select(p => p.Submission)];
        while (left.Count > 0)
            left = await AttemptHoldingTheHead(left);
        return waiting;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private (BatchBuilder Batch, List<Submission> Waiting) Build(List<Submission> pending, Func<StreamKey, CachedStream?> states)
    {
        var batch = new BatchBuilder(writer, clock, states);
        var waiting = new List<Submission>();
        foreach (var submission in pending)
        {
            if (batch.IsFull || !batch.Add(submission))
                waiting.Add(submission);
        }
        return (batch, waiting);
    }

    /// <returns>The commands that must be tried again; none when the batch is committed.</returns>
    private async Task<List<Submission>> Attempt(BatchBuilder batch)
    {
        try
        {
            if (!batch.Stores)
                return await Check(batch);
            Committed(batch, await connection.Send(batch, projections, transaction: null));
            return [];
        }
        catch (PostgresException e) when (e.SqlState == Conflicts.SqlState)
        {
            return await Unsettled(batch, Conflicts.Parse(e));
        }
        catch (Exception e) when (WriterConnection.IsLost(e))
        {
            return await Resolve(batch);
        }
        catch (Exception e)
        {
            return await Isolate(batch, e);
        }
    }

    /// <summary>Nothing to store: the answers stand if the versions they rest on are still the newest.</summary>
    private async Task<List<Submission>> Check(BatchBuilder batch)
    {
        var versions = await connection.Versions([.. batch.Streams.Select(s => s.Key)]);
        if (batch.Streams.All(s => s.Expected == versions.GetValueOrDefault(s.Key)))
        {
            Committed(batch, 0);
            return [];
        }
        return batch.Parts.ConvertAll(p => p.Submission);
    }

    private async Task<List<Submission>> AttemptHoldingTheHead(List<Submission> submissions)
    {
        await using var transaction = await connection.BeginHoldingTheHead();
        var states = await CatchUp(submissions);
        var (batch, waiting) = Build(submissions, states.GetValueOrDefault);
        if (!batch.Stores)
        {
            Committed(batch, 0);
            return waiting;
        }
        try
        {
            Committed(batch, await connection.Send(batch, projections, transaction));
            return waiting;
        }
        catch (PostgresException e) when (e.SqlState == Conflicts.SqlState)
        {
            return [.. await Unsettled(batch, Conflicts.Parse(e)), .. waiting];
        }
        catch (Exception e) when (WriterConnection.IsLost(e))
        {
            return [.. await Resolve(batch), .. waiting];
        }
        catch (Exception e)
        {
            await transaction.Rollback();
            return [.. await Isolate(batch, e), .. waiting];
        }
    }

    /// <summary>Answers the commands that lost a name or key, brings stale streams up to date outside the head, keeps the others.</summary>
    private async Task<List<Submission>> Unsettled(BatchBuilder batch, Conflicts conflicts)
    {
        var left = new List<Submission>(batch.Parts.Count);
        foreach (var part in batch.Parts)
        {
            if (!conflicts.Settle(part))
                left.Add(part.Submission);
        }
        if (conflicts.Stale.Count > 0)
        {
            _cautious = CautiousBatches;
            foreach (var stream in batch.Streams.Where(s => conflicts.Stale.Contains(s.Key)))
                await CatchUp(stream.Key, stream.Family, cache.Get(stream.Key) ?? FirstOf(batch, stream.Key));
        }
        return left;
    }

    /// <summary>
    /// The connection broke while the batch was on its way: nobody knows whether it was committed. The log does. With
    /// the head held the old backend is gone, so what is not there now will never come.
    /// </summary>
    private async Task<List<Submission>> Resolve(BatchBuilder batch)
    {
        await connection.Reopen();
        if (batch.Events.Count > 0 && await connection.SequenceOf(batch.Events[^1]) is { } lastSequence)
        {
            Committed(batch, lastSequence);
            return [];
        }
        return batch.Parts.ConvertAll(p => p.Submission);
    }

    /// <summary>A command that the database itself refuses must not take its neighbours with it: halve until it stands alone.</summary>
    private async Task<List<Submission>> Isolate(BatchBuilder batch, Exception exception)
    {
        if (batch.Parts.Count == 1)
        {
            batch.Parts[0].Submission.Fail(exception);
            cache.Remove(batch.Parts[0].Submission.Decider.Stream);
            return [];
        }
        var submissions = batch.Parts.ConvertAll(p => p.Submission);
        var half = submissions.Count / 2;
        foreach (var part in new[] { submissions[..half], submissions[half..] })
        {
            var left = part;
            while (left.Count > 0)
                left = await AttemptHoldingTheHead(left);
        }
        return [];
    }

    private async Task<Dictionary<StreamKey, CachedStream>> CatchUp(List<Submission> submissions)
    {
        var states = new Dictionary<StreamKey, CachedStream>();
        foreach (var submission in submissions)
            states.TryAdd(submission.Decider.Stream, cache.Get(submission.Decider.Stream) ?? submission.Loaded);
        var versions = await connection.Versions([.. states.Keys]);
        foreach (var submission in submissions)
        {
            var key = submission.Decider.Stream;
            if (states[key].Version != versions.GetValueOrDefault(key))
                states[key] = await CatchUp(key, submission.Decider.Family, states[key]);
        }
        return states;
    }

    private async Task<CachedStream> CatchUp(StreamKey key, StreamFamily family, CachedStream from)
    {
        var state = await log.Evolve(family, from);
        cache.Put(state, family);
        return state;
    }

    private static CachedStream FirstOf(BatchBuilder batch, StreamKey key) =>
        batch.Parts.First(p => p.Submission.Decider.Stream == key).Submission.Loaded;

    private void Committed(BatchBuilder batch, long lastSequence)
    {
        foreach (var stream in batch.Streams.Where(s => s.IsUsed))
            cache.Put(stream.Result, stream.Family);
        var first = lastSequence - batch.Events.Count;
        foreach (var part in batch.Parts)
        {
            var sequence = part.Position == 0 ? 0 : first + part.Position;
            part.Submission.Complete(new AppendResult(AppendStatus.Done, part.Decided.Answer, part.Version, sequence));
        }
    }
}
