using ChatEs.Api.Auth;
using ChatEs.Application.Realtime;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>GET /api/v1/events</c>: a WebSocket, on which the user is told what happens in all rooms that <c>GET rooms</c> shows
/// him, from now on.
/// </summary>
internal sealed class ListenToEvents(
    LiveFeed feed, VirolaFrames frames, VirolaAuth auth, SessionWatch sessions, TimeProvider clock, ILogger<ListenToEvents> logger)
    : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (!call.Http.WebSockets.IsWebSocketRequest)
        {
            (call.Http.Response.Headers.Upgrade, call.Http.Response.Headers.Connection) = ("websocket", "Upgrade");
            return VirolaErrors.NoWebSocket;
        }
        if (auth.IsForged(call))
            return VirolaErrors.ForeignOrigin;
        var audience = new LiveAudience(call.Tenant, call.User, null, null) { HearsPublic = true };
        // Before the upgrade: whatever happens once the client knows that it is connected is told.
        // Typing and presence are not of this protocol.
        if (await feed.Listen(audience, after: null, call.Aborted) is { } items)
            await Tell(call, items.OfType<LiveEvent>());
        return null;
    }

    private async Task Tell(VirolaCall call, IAsyncEnumerable<LiveEvent> items)
    {
        using var session = call.Session is { } id ? sessions.Watch(id) : null;
        using var socket = await call.Http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { KeepAliveInterval = EventSocket.Ping, KeepAliveTimeout = EventSocket.Patience });
        await using var look = new SecondLook(() => auth.IsStillAdmitted(call.Http), clock, session?.Ended ?? CancellationToken.None);
        await new EventSocket(socket, clock, logger).Run(items, some => frames.Of(some, call.User), look.Ended, call.Aborted);
    }
}
