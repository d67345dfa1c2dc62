using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>One text message of a WebSocket: <c>{"type":…,"data":…}</c>.</summary>
public sealed record Frame(string Text)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Text).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");
}

/// <summary>A client of a WebSocket that frames come on, over a real connection; it does not come back by itself.</summary>
public sealed class FrameSocket : IAsyncDisposable
{
    /// <summary>Long enough for a machine that does other things besides.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _invoker;

    private FrameSocket(int? receiveBuffer) => _invoker = new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (receiveBuffer is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Connects; the server must agree.</summary>
    /// <param name="receiveBuffer">In bytes; a small one shows the server soon that nothing is taken.</param>
    public static Task<FrameSocket> Open(ChatEsHost chat, string path, int? receiveBuffer = null, params (string Name, string Value)[] headers) =>
        Open(chat, path, receiveBuffer, _ => { }, headers);

    /// <summary>By CONNECT, RFC 8441; the service must speak HTTP/2 and nothing else.</summary>
    public static Task<FrameSocket> OpenOverHttp2(ChatEsHost chat, string path, params (string Name, string Value)[] headers) =>
        Open(chat, path, receiveBuffer: null, _ => { }, headers, HttpVersion.Version20);

    private static async Task<FrameSocket> Open(
        ChatEsHost chat, string path, int? receiveBuffer, Action<HttpStatusCode> refused, (string Name, string Value)[] headers, Version? version = null)
    {
        var client = new FrameSocket(receiveBuffer);
        client._socket.Options.HttpVersion = version ?? HttpVersion.Version11;
        client._socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
            client._socket.Options.SetRequestHeader(name, value);
        using var giveUp = new CancellationTokenSource(Patience);
        var address = new UriBuilder(new Uri(chat.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri;
        try
        {
            await client._socket.ConnectAsync(address, client._invoker, giveUp.Token);
            return client;
        }
        catch (WebSocketException)
        {
            refused(client._socket.HttpStatusCode);
            await client.DisposeAsync();
            throw;
        }
    }

    /// <returns>With which status the server refuses to connect.</returns>
    public static async Task<HttpStatusCode> Refused(ChatEsHost chat, string path, params (string Name, string Value)[] headers)
    {
        HttpStatusCode? status = null;
        await Should.ThrowAsync<WebSocketException>(async () =>
        {
            await using var _ = await Open(chat, path, receiveBuffer: null, refused => status = refused, headers);
        });
        return status.ShouldNotBeNull();
    }

    /// <returns>Null when the server has closed the connection.</returns>
    public async Task<Frame?> Next()
    {
        using var giveUp = new CancellationTokenSource(Patience);
        using var text = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer, giveUp.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            received.MessageType.ShouldBe(WebSocketMessageType.Text);
            text.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return new(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        }
    }

    /// <summary>The next frame, which must be there and of this type.</summary>
    public async Task<Frame> Next(string type)
    {
        var next = (await Next()).ShouldNotBeNull($"closed as {CloseStatus} {CloseReason} in place of {type}");
        next.Type.ShouldBe(type, next.Text);
        return next;
    }

    /// <summary>Everything up to and with the first frame that is meant.</summary>
    public async Task<List<Frame>> Until(Predicate<Frame> last)
    {
        List<Frame> frames = [];
        while (await Next() is { } frame)
        {
            frames.Add(frame);
            if (last(frame))
                return frames;
        }
        throw new ShouldAssertException($"closed as {CloseStatus} {CloseReason} after {frames.Count} frames");
    }

    /// <summary>The server closes it; what came before does not matter.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Reason)> Closed()
    {
        while (await Next() is not null)
        {
        }
        return (CloseStatus, CloseReason);
    }

    public async Task Send(string text) =>
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Says that it goes, and waits for the server to say so, too.</summary>
    public async Task Close()
    {
        using var giveUp = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, giveUp.Token);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }
}
