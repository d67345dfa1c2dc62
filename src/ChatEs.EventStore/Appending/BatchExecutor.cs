using System.Runtime.ExceptionServices;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// Carries out a list of commands as one batch: first optimistically, on the cached states and in one round trip; when
/// something stands against it, again with the head held, where nothing can come between. Every such round answers at
/// least one command or counts a broken connection, of which a command survives only so many: so it ends.
/// </summary>
internal sealed class BatchExecutor(
    WriterConnection connection, StreamCache cache, CatchingUp catchingUp, EventWriter writer,
    IReadOnlyList<IInlineProjection> projections, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>
    /// After a batch that was stale, another process is writing the same streams: for this many batches the head is
    /// taken first, since another optimistic attempt would most likely be a wasted round trip.
    /// </summary>
    private const int CautiousBatches = 16;

    /// <summary>
    /// A command that breaks the connection every time (or crashes its backend) must not hold up everybody for ever: it
    /// is found by halving, and alone it is given up.
    /// </summary>
    private const int MaxLossesTogether = 5;

    /// <summary>More, since a server that is being shot at breaks the connection under the innocent, too.</summary>
    private const int MaxLosses = 20;

    private int _cautious;

    /// <returns>The commands that have to wait for the next batch, in their order.</returns>
    public async Task<List<Submission>> Execute(List<Submission> pending)
    {
        var alone = pending.FindAll(s => s.Alone);
        var (batch, waiting) = Build(alone.Count == 0 ? pending : pending.FindAll(s => !s.Alone), catchingUp.Newest);
        if (batch.Parts.Count > 0)
            await Finish(TakesTheHeadFirst() ? batch.Submissions : await Attempt(batch));
        foreach (var submission in alone)
            await Finish([submission]);
        return waiting;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task Finish(List<Submission> left)
    {
        while (left.Count > 0)
            left = await AttemptHoldingTheHead(left);
    }

    private bool TakesTheHeadFirst()
    {
        if (_cautious == 0)
            return false;
        _cautious--;
        return true;
    }

    private (BatchBuilder Batch, List<Submission> Waiting) Build(List<Submission> pending, Func<Submission, CachedStream> start)
    {
        var batch = new BatchBuilder(writer, clock, start);
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
        long last = 0;
        try
        {
            if (batch.Writes)
                last = await connection.Send(batch, projections, holdingTheHead: false);
            else if (!await catchingUp.IsNewest(batch.Streams))
                return batch.Submissions;
        }
        catch (Exception e)
        {
            return await Failed(batch, e);
        }
        Committed(batch, last);
        return [];
    }

    private async Task<List<Submission>> AttemptHoldingTheHead(List<Submission> submissions)
    {
        (BatchBuilder Batch, List<Submission> Waiting)? built = null;
        long last = 0;
        try
        {
            await connection.BeginHoldingTheHead();
            var states = await catchingUp.All(submissions);
            built = Build(submissions.FindAll(s => states.ContainsKey(s.Decider.Stream)), s => states[s.Decider.Stream]);
            if (built.Value.Batch.Writes)
                last = await connection.Send(built.Value.Batch, projections, holdingTheHead: true);
            else
                await connection.Rollback();
        }
        catch (Exception e)
        {
            await connection.Rollback();
            if (built is null)
                return await FailedBefore(submissions, e);
            return [.. await Failed(built.Value.Batch, e), .. built.Value.Waiting];
        }
        Committed(built.Value.Batch, last);
        return built.Value.Waiting;
    }

    /// <summary>Nothing was sent yet. A head that somebody holds for ever is nobody's fault here, and trying on would help none.</summary>
    private async Task<List<Submission>> FailedBefore(List<Submission> submissions, Exception exception)
    {
        if (!IsConflict(exception) && (!WriterConnection.IsLost(exception) || WriterConnection.IsTimeout(exception)))
            ExceptionDispatchInfo.Throw(exception);
        await connection.Recover(null, WriterConnection.GiveUpUnsentAfter);
        var hopeless = submissions.FindAll(s => ++s.Losses > MaxLosses);
        hopeless.ForEach(s => s.Fail(exception));
        return submissions.FindAll(s => s.Losses <= MaxLosses);
    }

    private async Task<List<Submission>> Failed(BatchBuilder batch, Exception exception)
    {
        switch (exception)
        {
            case PostgresException { SqlState: Conflicts.SqlState } conflict:
                return await Unsettled(batch, Conflicts.Parse(conflict));
            case not null when IsConflict(exception):
                return await TryAgain(batch, exception);
            // Unless it came with the end of the connection, as when the log of the server itself is full: the commit may stand.
            case PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction } full
                when !WriterConnection.EndsTheConnection(full):
                batch.Submissions.ForEach(s => s.Fail(exception));
                return [];
            case not null when WriterConnection.IsLost(exception):
                return await Resolve(batch, exception);
            default:
                return await Isolate(batch, exception!);
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
            await catchingUp.Ahead(left.FindAll(s => conflicts.Stale.Contains(s.Decider.Stream)));
            // Who was sent back to load comes again by himself: carried out here as well, he would be stored twice.
            left.RemoveAll(s => s.Answer.IsCompleted);
        }
        return left;
    }

    /// <summary>
    /// The connection broke while the batch was on its way: nobody knows whether it was committed. The log does. A batch
    /// without events leaves no trace to find: sent again it meets its own record or name and is answered by that.
    /// </summary>
    private async Task<List<Submission>> Resolve(BatchBuilder batch, Exception exception)
    {
        if (await Found(batch) is not { } last)
            return await TryAgain(batch, exception);
        Committed(batch, last);
        return [];
    }

    /// <returns>The sequence of its last event; null when it is surely not there.</returns>
    private async Task<long?> Found(BatchBuilder batch)
    {
        if (!batch.Writes || !connection.MayHaveArrived)
            return await connection.Recover(null, WriterConnection.GiveUpUnsentAfter);
        try
        {
            return await connection.Recover(batch.Events.LastOrDefault(), WriterConnection.GiveUpAfter);
        }
        catch (Exception e)
        {
            // These alone: who waits behind them is surely not there, and is told that.
            var unknown = new UnknownOutcomeException(e);
            batch.Submissions.ForEach(submission => submission.Fail(unknown));
            throw;
        }
    }

    private async Task<List<Submission>> TryAgain(BatchBuilder batch, Exception exception)
    {
        var submissions = batch.Submissions;
        submissions.ForEach(s => s.Losses++);
        var limit = submissions.Count == 1 ? MaxLosses : MaxLossesTogether;
        return submissions.Exists(s => s.Losses > limit) ? await Isolate(batch, exception) : submissions;
    }

    private static bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>A command that the database itself refuses must not take its neighbours with it: halve until it stands alone.</summary>
    private async Task<List<Submission>> Isolate(BatchBuilder batch, Exception exception)
    {
        var submissions = batch.Submissions;
        if (submissions is [var only])
        {
            only.Fail(exception);
            cache.Remove(only.Decider.Stream);
            return [];
        }
        var half = submissions.Count / 2;
        await Finish(submissions[..half]);
        await Finish(submissions[half..]);
        return [];
    }

    /// <summary>From here on nothing may fail: the events are in the log, and whoever is told otherwise stores them twice.</summary>
    private void Committed(BatchBuilder batch, long lastSequence)
    {
        foreach (var stream in batch.Streams)
        {
            if (stream.IsUsed)
                cache.PutOrRemove(stream.Result, stream.Family);
        }
        var first = lastSequence - batch.Events.Count;
        foreach (var part in batch.Parts)
        {
            var sequence = part.Position == 0 ? 0 : first + part.Position;
            part.Submission.Complete(part.Lost ?? new AppendResult(AppendStatus.Done, part.Decided.Answer, part.Version, sequence));
        }
    }
}
