using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// The one writer of this process. It collects the commands that wait, of all streams and tenants, and stores what they
/// decide in one transaction and one round trip. While a batch commits the next one gathers: nobody waits for a timer,
/// and the busier it gets the more commands share a commit. A caller is answered only after the commit.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    /// <summary>Commands that may wait; beyond it callers wait to get in, so that memory stays bounded.</summary>
    private const int QueueLength = 16_384;

    private readonly Channel<Submission> _queue =
        Channel.CreateBounded<Submission>(QueueLength);

    private readonly BatchExecutor _executor;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public GroupCommitWriter(BatchExecutor executor, ILogger logger)
    {
        (_executor, _logger) = (executor, logger);
        _loop = Task.Run(Loop);
    }

    /// <summary>How many commands wait for the next batch.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <exception cref="ObjectDisposedException">The store was closed before the command got in; it is not carried out.</exception>
    public async Task<AppendResult?> Submit(Submission submission, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(submission, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException($"{nameof(PostgresEventStore)} was closed before the command was taken.", closed);
        }
        // From here on the command is carried out whether or not its caller still waits.
        return await submission.Answer.WaitAsync(cancellation);
    }

    /// <summary>Answers those in the queue with the exception: none of them has been sent to the database.</summary>
    public void FailWaiting(Exception exception)
    {
        for (var waiting = Waiting; waiting > 0 && _queue.Reader.TryRead(out var submission); waiting--)
            submission.Fail(exception);
    }

    /// <summary>Stops taking commands, carries out those that were taken, and returns.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _executor.DisposeAsync();
    }

    private async Task Loop()
    {
        var pending = new List<Submission>();
        while (pending.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            while (pending.Count < BatchBuilder.MaxEvents && _queue.Reader.TryRead(out var submission))
                pending.Add(submission);
            try
            {
                pending = await _executor.Execute(pending);
            }
            catch (Exception e)
            {
                FailAll(pending, e);
                pending = [];
            }
        }
    }

    /// <summary>
    /// The database is out of reach, for longer than anybody should wait. Those in the queue have waited as long: each
    /// would find the same out anew, one batch after the other.
    /// </summary>
    private void FailAll(List<Submission> pending, Exception exception)
    {
        if (WriterConnection.IsLost(exception))
            FailWaiting(exception);
        pending.ForEach(submission => submission.Fail(exception));
        LogFailed(_logger, exception, pending.Count);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Commands} commands failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, int commands);
}
