using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ChatEs.EventStore.Tests.Support;

/// <summary>The network between a store and its PostgreSQL: bytes pass as they are until somebody cuts it.</summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _ends = [];
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private volatile bool _unplugged;
    private int _answersToSwallow;

    public Cable(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = (settings.Host!, settings.Port);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        }.ConnectionString;
        _accepting = Accept();
    }

    public string ConnectionString { get; }

    /// <summary>Connections break, and new ones do too until <see cref="Plug"/>.</summary>
    public void Unplug()
    {
        _unplugged = true;
        Cut();
    }

    /// <summary>Those that are there stay, and no new ones come to be until <see cref="Plug"/>.</summary>
    public void RefuseNew() => _unplugged = true;

    public void Plug() => _unplugged = false;

    /// <summary>What the server answers next is lost, and with it the connection: a commit happened that nobody was told of.</summary>
    public void SwallowNextAnswer() => Interlocked.Exchange(ref _answersToSwallow, 1);

    public void Cut()
    {
        foreach (var end in _ends.Keys)
            end.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            _ends[client] = true;
            try
            {
                if (_unplugged)
                    return;
                await server.ConnectAsync(_server.Host, _server.Port);
                await Task.WhenAny(Pass(client, server, fromServer: false), Pass(server, client, fromServer: true));
            }
            catch (SocketException)
            {
                // The same to the client as a cut.
            }
            finally
            {
                _ends.TryRemove(client, out _);
            }
        }
    }

    private async Task Pass(TcpClient from, TcpClient to, bool fromServer)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
            {
                if (fromServer && Interlocked.Exchange(ref _answersToSwallow, 0) == 1)
                    return;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }
}
