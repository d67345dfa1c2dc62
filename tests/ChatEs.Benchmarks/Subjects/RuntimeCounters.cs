using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>
/// What the .NET runtime of another process counts about itself, read from its EventPipe: the counters of
/// <c>System.Runtime</c>, twice a second.
/// </summary>
internal sealed class RuntimeCounters : IAsyncDisposable
{
    private const string Interval = "0.5";

    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private readonly Lock _one = new();
    private readonly List<(long At, double Bytes, double Seconds)> _allocated = [];
    private double? _heapMegabytes;

    private RuntimeCounters(EventPipeSession session)
    {
        _session = session;
        _reading = Read();
    }

    /// <summary>The collector's heap after the newest collection.</summary>
    public double? HeapBytes
    {
        get
        {
            lock (_one)
                return _heapMegabytes * 1e6;
        }
    }

    /// <returns>Null where the process does not let itself be looked into.</returns>
    public static async Task<RuntimeCounters?> Of(int process, CancellationToken cancellation)
    {
        var provider = new EventPipeProvider(
            "System.Runtime", EventLevel.Informational, (long)EventKeywords.All,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["EventCounterIntervalSec"] = Interval });
        try
        {
            return new(await new DiagnosticsClient(process).StartEventPipeSessionAsync(provider, requestRundown: false, token: cancellation));
        }
        catch (Exception error) when (error is DiagnosticsClientException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Bytes a second, of the counts that began after the time stamp; null when there is none yet.</summary>
    public double? AllocatedPerSecond(long since)
    {
        lock (_one)
        {
            var counts = _allocated.Where(count => Stopwatch.GetElapsedTime(since, count.At).TotalSeconds >= count.Seconds).ToList();
            return counts.Count == 0 ? null : counts.Sum(count => count.Bytes) / counts.Sum(count => count.Seconds);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The process is dead: there is nobody whom a stop could be told, and the stream has ended by itself.
        await _reading;
        _session.Dispose();
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        var (allocated, heap) = (new CounterScanner("alloc-rate", isRate: true), new CounterScanner("gc-heap-size", isRate: false));
        try
        {
            while (await _session.EventStream.ReadAsync(buffer) is var read and > 0)
            {
                lock (_one)
                {
                    _allocated.AddRange(allocated.Scan(buffer.AsSpan(0, read)).Select(value => (Stopwatch.GetTimestamp(), value.Value, (double)value.Seconds)));
                    foreach (var value in heap.Scan(buffer.AsSpan(0, read)))
                        _heapMegabytes = value.Value;
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process ended.
        }
    }
}
