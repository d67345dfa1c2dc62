using ChatEs.Application;
using ChatEs.Application.Realtime;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>GET /api/v1/events</c>: a WebSocket, on which the user is told what happens in all rooms that <c>GET rooms</c> shows
/// him, from now on.
/// </summary>
internal sealed class ListenToEvents(
    LiveFeed feed, VirolaFrames frames, VirolaAuth auth, VirolaOrigins origins, SessionWatch sessions, TimeProvider clock, ILogger<ListenToEvents> logger)
    : VirolaOperation
{
    /// <summary>Longer than a process remembers whom it admitted: who is suspended, or has no token any more, is found out by then.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (!call.Http.WebSockets.IsWebSocketRequest)
        {
            (call.Http.Response.Headers.Upgrade, call.Http.Response.Headers.Connection) = ("websocket", "Upgrade");
            return VirolaErrors.NoWebSocket;
        }
        if (call.Session is not null && !origins.Allow(call.Http.Request))
            return VirolaErrors.ForeignOrigin;
        var audience = new LiveAudience(call.Tenant, call.User, null, null) { HearsPublic = true };
        // Before the upgrade: whatever happens once the client knows that it is connected is told.
        if (await feed.Listen(audience, after: null, call.Aborted) is { } items)
            await Tell(call, items);
        return null;
    }

    private async Task Tell(VirolaCall call, IAsyncEnumerable<LiveItem> items)
    {
        using var session = call.Session is { } id ? sessions.Watch(id) : null;
        using var socket = await call.Http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { KeepAliveInterval = EventSocket.Ping, KeepAliveTimeout = EventSocket.Patience });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(session?.Ended ?? CancellationToken.None);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted);
        var look = LookAgain(call, ended, over.Token);
        await new EventSocket(socket, clock, logger).Run(items, some => frames.Of(some, call.User), ended.Token, call.Aborted);
        await over.CancelAsync();
        await look;
    }

    /// <summary>
    /// What ends an admission is told to those who listen when it happens. It may have happened just before this one did, in a
    /// process that had not heard of it yet.
    /// </summary>
    private async Task LookAgain(VirolaCall call, CancellationTokenSource ended, CancellationToken over)
    {
        await Task.Delay(SecondLook, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested && !await IsStillAdmitted(call))
            await ended.CancelAsync();
    }

    private async Task<bool> IsStillAdmitted(VirolaCall call)
    {
        try
        {
            return await auth.IsStillAdmitted(call.Http);
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
            // Nobody knows. He comes back and is looked at then.
            return false;
        }
    }
}
