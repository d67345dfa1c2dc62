using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Listeners;

/// <summary>Posts numbered messages, one after the other, and notes when each was answered.</summary>
internal sealed class Poster(ListenPlan plan, PostLog log) : IDisposable
{
    private static readonly byte[] Slot = Encoding.ASCII.GetBytes(ListenPlan.Slot);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public string? Error { get; private set; }

    public Task Open() => _socket.ConnectAsync(IPAddress.Loopback, plan.Port);

    public async Task Run(LoadClock clock, CancellationToken cancellation)
    {
        var answers = new ResponseReader(_socket);
        using var pace = plan.PostsPerSecond is { } rate ? new PeriodicTimer(TimeSpan.FromSeconds(plan.Posters / rate)) : null;
        while (!clock.IsOver && (pace is null || await pace.WaitForNextTickAsync(cancellation)))
        {
            var which = Random.Shared.Next(plan.Posts.Count);
            if (log.Begin(plan.Hearers[which]) is not { } number)
                return;
            await _socket.SendAsync(Request(plan.Posts[which], number), SocketFlags.None);
            if (await answers.Read() is not (>= 200 and < 300))
            {
                Error = answers.Excerpt;
                return;
            }
            log.Answered(number, clock.IsMeasuring);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Request(string text, int number)
    {
        var request = Encoding.UTF8.GetBytes(text);
        var digits = request.AsSpan(request.AsSpan().IndexOf(Slot) + "post ".Length, 9);
        Utf8Formatter.TryFormat(number, digits, out _, new System.Buffers.StandardFormat('D', 9));
        return request;
    }
}

/// <summary>Of every post when it was answered, and by how many connections it should be heard.</summary>
internal sealed class PostLog
{
    private const int Most = 4_000_000;

    private readonly long[] _answered = new long[Most];
    private readonly int[] _hearers = new int[Most];
    private int _next;

    /// <returns>Null when there is no room for more.</returns>
    public int? Begin(int hearers)
    {
        var number = Interlocked.Increment(ref _next) - 1;
        if (number >= Most)
            return null;
        _hearers[number] = hearers;
        return number;
    }

    public void Answered(int number, bool counts) => Volatile.Write(ref _answered[number], counts ? Stopwatch.GetTimestamp() : 0);

    public bool Counts(int number) => Volatile.Read(ref _answered[number]) > 0;

    public double MillisecondsSince(int number, long at) => (at - _answered[number]) * 1_000.0 / Stopwatch.Frequency;

    public (long Posts, long Deliveries) Expected()
    {
        var (posts, deliveries) = (0L, 0L);
        for (var number = 0; number < Math.Min(_next, Most); number++)
        {
            if (Counts(number))
                (posts, deliveries) = (posts + 1, deliveries + _hearers[number]);
        }
        return (posts, deliveries);
    }
}
