using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.EventStore.Subscriptions;

/// <summary>
/// Does something at the start and whenever the log has grown. A notification wakes it; a slow poll is there for the
/// connection that broke without a word. While there is work it does not listen: under load a notification for every
/// commit would wake its connection for nothing.
/// </summary>
/// <param name="name">For the log.</param>
/// <param name="pause">Between two times that there was something to do; see also <see cref="LongestPause"/>.</param>
public sealed partial class LogFollower(NpgsqlDataSource db, string name, TimeSpan pause, TimeProvider clock, ILogger logger)
{
    public const string Channel = "chates_events";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Up to here the pause grows with the time that the work took, so that it takes a twentieth of the time at most: many
    /// events at once cost less than the same in many steps.
    /// </summary>
    public TimeSpan LongestPause { get; init; }

    /// <summary>Runs until cancelled; after a failure it pauses and goes on.</summary>
    /// <param name="work">Tells whether there was something to do.</param>
    public async Task Run(Func<CancellationToken, Task<bool>> work, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await Follow(work, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(logger, e, name);
                await Task.Delay(PauseAfterFailure, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(Func<CancellationToken, Task<bool>> work, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        var took = TimeSpan.Zero;
        while (true)
        {
            while (await Timed(cancellation))
                await Pause();
            if (await WaitForMore(connection, Timed, cancellation))
                await Pause();
        }

        async Task<bool> Timed(CancellationToken token)
        {
            var start = clock.GetTimestamp();
            var done = await work(token);
            took = clock.GetElapsedTime(start);
            return done;
        }

        Task Pause()
        {
            var share = took * 19 < LongestPause ? took * 19 : LongestPause;
            return Task.Delay(share < pause ? pause : share, clock, cancellation);
        }
    }

    /// <returns>Whether something was done meanwhile.</returns>
    private static async Task<bool> WaitForMore(NpgsqlConnection connection, Func<CancellationToken, Task<bool>> work, CancellationToken cancellation)
    {
        await Execute(connection, $"listen {Channel}", cancellation);
        try
        {
            // What came between the last look and the listening has told nobody.
            if (await work(cancellation))
                return true;
            while (!await connection.WaitAsync(Poll, cancellation))
            {
                // Silence may be a connection that died without a word: then it would be the slow poll from now on.
                await Execute(connection, "select 1", cancellation);
                if (await work(cancellation))
                    return true;
            }
            return false;
        }
        finally
        {
            // The connection goes back to the pool without a reset: it must not go on listening there.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Execute(connection, $"unlisten {Channel}", CancellationToken.None);
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the log for {Name} failed; it goes on from where it was")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
