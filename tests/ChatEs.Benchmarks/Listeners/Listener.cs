using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatEs.Benchmarks.Listeners;

/// <summary>One open connection for server-sent events: notes of each post when it came.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("\"text\":\"post ");

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4_096];
    private int _length;

    public List<(int Post, long At)> Came { get; } = [];

    public bool IsCutOff { get; private set; }

    /// <summary>Asks in HTTP/1.0, so that the events come without chunks around them.</summary>
    /// <exception cref="InvalidOperationException">The answer is no stream of events.</exception>
    public async Task Open(int port, string request)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None);
        while (_buffer.AsSpan(0, _length).IndexOf("retry: "u8) < 0)
        {
            if (!await Receive())
                throw new InvalidOperationException($"The service does not let us listen: {Encoding.UTF8.GetString(_buffer.AsSpan(0, _length))}");
        }
        _length = 0;
    }

    public async Task Read()
    {
        while (await Receive())
            Take(Stopwatch.GetTimestamp());
        IsCutOff = true;
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<bool> Receive()
    {
        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _length);
        try
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None);
            _length += read;
            return read > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Take(long now)
    {
        var rest = _buffer.AsSpan(0, _length);
        while (rest.IndexOf("\n\n"u8) is var end and >= 0)
        {
            var frame = rest[..end];
            if (frame.IndexOf(Mark) is var mark and >= 0 && Utf8Parser.TryParse(frame[(mark + Mark.Length)..], out int post, out _))
                Came.Add((post, now));
            rest = rest[(end + 2)..];
        }
        rest.CopyTo(_buffer);
        _length = rest.Length;
    }
}
