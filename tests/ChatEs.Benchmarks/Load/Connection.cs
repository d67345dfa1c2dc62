using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ChatEs.Benchmarks.Load;

/// <summary>One caller: sends a request, waits for its answer, sends the next.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ResponseReader _answers;
    private readonly byte[] _copy = new byte[2_048];
    private uint _random = (uint)Random.Shared.Next(1, int.MaxValue);

    public Connection() => _answers = new ResponseReader(_socket);

    /// <summary>Of the requests answered within the window, in microseconds.</summary>
    public List<int> Latencies { get; } = new(1 << 16);

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public Task Open(int port) => _socket.ConnectAsync(IPAddress.Loopback, port);

    public async Task Run(RequestSource requests, LoadClock clock)
    {
        while (!clock.IsOver)
        {
            var sent = Stopwatch.GetTimestamp();
            var request = Next(requests);
            if (request.IsEmpty)
                return;
            await _socket.SendAsync(request, SocketFlags.None);
            var status = await _answers.Read();
            if (clock.IsMeasuring)
                Latencies.Add((int)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            if (status is >= 200 and < 300)
                continue;
            Errors++;
            FirstError ??= status == 0 ? "The connection was closed." : _answers.Excerpt;
            if (status == 0)
                return;
        }
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlyMemory<byte> Next(RequestSource requests)
    {
        try
        {
            return requests.Next(ref _random, _copy);
        }
        catch (InvalidOperationException usedUp)
        {
            Errors++;
            FirstError ??= usedUp.Message;
            return default;
        }
    }
}

/// <summary>Where in the run we are; turned by one task, read by all connections.</summary>
internal sealed class LoadClock
{
    private volatile bool _measuring;
    private volatile bool _over;

    public bool IsMeasuring => _measuring;

    public bool IsOver => _over;

    public void Begin() => _measuring = true;

    public void End() => (_measuring, _over) = (false, true);
}
