using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.Realtime;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary>
/// Server-sent events (the HTML standard, 9.2) to one client. A comment every fifteen seconds keeps the connection alive
/// through proxies; a client that takes nothing for half a minute is cut off.
/// </summary>
internal sealed class EventStream(LiveRendering rendering, TimeProvider clock)
{
    /// <summary>So long a client waits before it comes back, by its own doing.</summary>
    private const string Opening = "retry: 2000\n\n";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="ended">The client is not admitted any more.</param>
    public async Task Write(HttpContext http, IAsyncEnumerable<LiveItem> items, FileUrls urls, CancellationToken ended)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // A proxy that gathers an answer before it passes it on would pass this one on never.
        response.Headers["X-Accel-Buffering"] = "no";
        response.BodyWriter.Write(Encoding.ASCII.GetBytes(Opening));
        try
        {
            await WriteItems(http, items, urls, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            await WriteEnd(http, LiveEnd.NoLongerAdmitted);
        }
        catch (LiveEndedException over)
        {
            await WriteEnd(http, over.End);
        }
    }

    private async Task WriteEnd(HttpContext http, LiveEnd end)
    {
        var reason = JsonSerializer.Serialize(new(NativeValues.Word(end)), NativeJsonContext.Default.LiveEndBody);
        http.Response.BodyWriter.Write(Encoding.ASCII.GetBytes($"event: end\ndata: {reason}\n\n"));
        await Flush(http);
    }

    private async Task WriteItems(HttpContext http, IAsyncEnumerable<LiveItem> items, FileUrls urls, CancellationToken ended)
    {
        var pipe = http.Response.BodyWriter;
        await using var reading = new ReadAhead<LiveItem>(items, http.RequestAborted, ended);
        while (true)
        {
            var next = reading.Next();
            // What is there goes out together; only when nothing more is there is it sent.
            if (!next.IsCompleted)
                await Flush(http);
            while (!next.IsCompleted)
            {
                await ((Task)next).WaitAsync(Heartbeat, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (next.IsCompleted)
                    break;
                pipe.Write(":\n\n"u8);
                await Flush(http);
            }
            if (!await next)
                return;
            pipe.Write(await rendering.Of(reading.Current, urls));
            if (pipe.UnflushedBytes > 1 << 15)
                await Flush(http);
        }
    }

    private async Task Flush(HttpContext http)
    {
        try
        {
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted).AsTask().WaitAsync(Patience, clock);
        }
        catch (TimeoutException late)
        {
            http.Abort();
            throw new OperationCanceledException("The client takes nothing.", late);
        }
    }
}
