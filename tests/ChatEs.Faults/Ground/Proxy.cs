using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatEs.Faults.Ground;

internal enum Network
{
    Whole,

    /// <summary>Connections are reset, new ones too.</summary>
    Cut,

    /// <summary>Nothing arrives any more, in either direction; nobody is told.</summary>
    Stalled,

    /// <summary>What the service says does not arrive.</summary>
    DeafServer,

    /// <summary>What the server says does not arrive: a commit happens that nobody is told of.</summary>
    MuteServer,

    /// <summary>The server's end is closed; the service's stays open and is told nothing.</summary>
    HalfOpen,
}

/// <summary>The network between one service process and PostgreSQL: bytes pass as they are, until it is told otherwise.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, bool> _links = [];
    private readonly Func<int> _serverPort;
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Proxy(Func<int> serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Accept();
    }

    public int Port { get; }

    public Network Network { get; private set; }

    public void Become(Network network)
    {
        Network = network;
        foreach (var link in _links.Keys)
            link.Meet(network);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Become(Network.Cut);
        await _accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(new Link(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task Serve(Link link)
    {
        _links[link] = true;
        try
        {
            link.Meet(Network);
            await Until(n => n is Network.Whole or Network.Cut or Network.DeafServer or Network.MuteServer);
            await link.Server.ConnectAsync(IPAddress.Loopback, _serverPort());
            link.Meet(Network);
            await Task.WhenAny(
                Pass(link.Client, link.Server, n => n is not (Network.Stalled or Network.DeafServer or Network.HalfOpen)),
                Pass(link.Server, link.Client, n => n is not (Network.Stalled or Network.MuteServer or Network.HalfOpen)));
            // Closed by the server while the network is down: the service learns of it when it is whole again.
            await Until(n => n is Network.Whole or Network.Cut or Network.DeafServer);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody listens, or cut: the same to the service.
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Reset();
        }
    }

    private async Task Pass(TcpClient from, TcpClient to, Predicate<Network> passes)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
            {
                await Until(passes);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or closed by one end.
        }
    }

    private async Task Until(Predicate<Network> passes)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (passes(Network))
                return;
            await changed;
        }
    }

    private sealed class Link(TcpClient client)
    {
        private bool _wasHalfOpen;

        public TcpClient Client => client;

        public TcpClient Server { get; } = new() { NoDelay = true };

        public void Meet(Network network)
        {
            _wasHalfOpen |= network is Network.HalfOpen;
            if (network is Network.Cut || (network is Network.Whole && _wasHalfOpen))
                Reset();
            else if (network is Network.HalfOpen)
                Server.Close();
        }

        public void Reset()
        {
            try
            {
                // Without the linger the other end would be told politely.
                client.Client.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or NullReferenceException)
            {
                // Closed already.
            }
            client.Close();
            Server.Close();
        }
    }
}
