using System.Net.WebSockets;
using ChatEs.Api.Http;
using ChatEs.Application.Realtime;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// One WebSocket (RFC 6455) that events go out on. What the client sends is read and means nothing. A client that takes
/// nothing for half a minute is cut off; every other end has a code and a word for it.
/// </summary>
internal sealed partial class EventSocket(WebSocket socket, TimeProvider clock, ILogger logger)
{
    /// <summary>A proxy between may close a connection that says nothing for a minute, and a browser answers pings by itself.</summary>
    public static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostAtOnce = 64;
    private const int LargestMessage = 1 << 16;

    /// <summary>So long the client has for its part of the closing.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private static readonly Ending ByClient = new(WebSocketCloseStatus.NormalClosure, "");
    private static readonly Ending TooLarge = new(WebSocketCloseStatus.MessageTooBig, "message_too_big");
    private static readonly Ending NotAdmitted = new(WebSocketCloseStatus.PolicyViolation, "no_longer_admitted");
    private static readonly Ending TooSlow = new(WebSocketCloseStatus.PolicyViolation, "too_slow");
    private static readonly Ending Stopping = new(WebSocketCloseStatus.EndpointUnavailable, "stopping");
    private static readonly Ending Failed = new(WebSocketCloseStatus.InternalServerError, "failed");

    /// <param name="frames">What the client is told of some events, in their order.</param>
    /// <param name="ended">The client is not admitted any more.</param>
    public async Task Run(
        IAsyncEnumerable<LiveEvent> items, Func<IReadOnlyList<LiveEvent>, Task<IReadOnlyList<byte[]>>> frames, CancellationToken ended,
        CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, aborted);
        var receiving = Receive(stop, aborted);
        var ending = await Pump(items, frames, stop) ?? (ended.IsCancellationRequested ? NotAdmitted : await receiving);
        await Close(ending, receiving);
    }

    /// <returns>Null when it was stopped from outside.</returns>
    private async Task<Ending?> Pump(
        IAsyncEnumerable<LiveEvent> items, Func<IReadOnlyList<LiveEvent>, Task<IReadOnlyList<byte[]>>> frames, CancellationTokenSource stop)
    {
        try
        {
            await PumpItems(items, frames, stop);
            return null;
        }
        catch (LiveEndedException e)
        {
            return e.End switch
            {
                LiveEnd.TooSlow => TooSlow,
                LiveEnd.Stopping => Stopping,
                _ => NotAdmitted,
            };
        }
        catch (Exception e) when (stop.IsCancellationRequested || e is WebSocketException)
        {
            return null;
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
            return Failed;
        }
    }

    private async Task PumpItems(
        IAsyncEnumerable<LiveEvent> items, Func<IReadOnlyList<LiveEvent>, Task<IReadOnlyList<byte[]>>> frames, CancellationTokenSource stop)
    {
        await using var reading = new ReadAhead<LiveEvent>(items, stop.Token);
        List<LiveEvent> some = [];
        while (true)
        {
            var next = reading.Next();
            // What is there is told together; only when nothing more is there does it go out.
            if (some.Count >= MostAtOnce || (some.Count > 0 && !next.IsCompletedSuccessfully))
            {
                await Send(await frames(some), stop.Token);
                some.Clear();
            }
            if (!await next)
                return;
            some.Add(reading.Current);
        }
    }

    /// <summary>The stop is looked at between two frames only: one that is cancelled half-sent leaves no way to say why.</summary>
    private async Task Send(IReadOnlyList<byte[]> frames, CancellationToken stop)
    {
        foreach (var frame in frames)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask()
                    .WaitAsync(Patience, clock, CancellationToken.None);
            }
            catch (Exception e) when (e is TimeoutException || IsGone(e))
            {
                // Else the other half of the connection would wait for a client that is still there, somehow.
                socket.Abort();
                throw new WebSocketException("The client takes nothing.", e);
            }
        }
    }

    private async Task<Ending> Receive(CancellationTokenSource stop, CancellationToken aborted)
    {
        var buffer = new byte[4096];
        try
        {
            for (var length = 0; length <= LargestMessage;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
                if (received.MessageType == WebSocketMessageType.Close)
                    return ByClient;
                length = received.EndOfMessage ? 0 : length + received.Count;
            }
            return TooLarge;
        }
        catch (Exception e) when (aborted.IsCancellationRequested || socket.State == WebSocketState.Aborted || IsGone(e))
        {
            return ByClient;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private async Task Close(Ending ending, Task<Ending> receiving)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(ending.Status, ending.Reason, CancellationToken.None).WaitAsync(Farewell, clock);
            await receiving.WaitAsync(Farewell, clock);
        }
        catch (Exception e) when (e is TimeoutException || IsGone(e))
        {
            socket.Abort();
        }
    }

    private static bool IsGone(Exception e) => e is WebSocketException or IOException or ObjectDisposedException;

    [LoggerMessage(Level = LogLevel.Error, Message = "A WebSocket of events failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    private sealed record Ending(WebSocketCloseStatus Status, string Reason);
}
