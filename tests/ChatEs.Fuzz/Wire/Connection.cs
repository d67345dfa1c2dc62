using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Wire;

/// <summary>A plain socket, and as much HTTP as it takes to read answers: a client library would mend what is to be broken.</summary>
internal sealed class Connection : IDisposable
{
    private const int LongestHead = 1 << 18;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[1 << 14];
    private int _from;
    private int _to;

    private Connection()
    {
    }

    public static async Task<Connection> Open(int port, CancellationToken cancellation)
    {
        var connection = new Connection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return connection;
    }

    /// <summary>Whether something came that nobody has asked for.</summary>
    public bool HasMore => _to > _from || _socket.Available > 0;

    public async Task Send(string latin, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> bytes = Latin.Bytes(latin);
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, cancellation)..];
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>By a reset, as a process that dies leaves its connections.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, 0);
        _socket.Dispose();
    }

    /// <param name="method">Of the request: an answer to HEAD has no body.</param>
    /// <returns>Null when the connection ended without any.</returns>
    public async Task<Answer?> Read(string method, CancellationToken cancellation)
    {
        while (true)
        {
            if (await Head(cancellation) is not { } head)
                return null;
            var lines = head.Split("\r\n");
            var status = Status(lines[0]);
            var headers = lines.Skip(1).Where(line => line.Length > 0).Select(Header).ToList();
            var answer = new Answer(status, headers, [], Ends: false, IsPart: false);
            if (status is >= 100 and < 200 and not 101)
                continue;
            return await WithBody(answer, method, cancellation);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int Status(string line) =>
        line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.Split(' ') is [_, { Length: 3 } code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new BrokenAnswerException($"'{line[..Math.Min(line.Length, 80)]}' is no status line");

    private static (string, string) Header(string line) =>
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !line.AsSpan().ContainsAny('\r', '\n', '\0')
            ? (line[..colon], line[(colon + 1)..].Trim())
            : throw new BrokenAnswerException($"'{line[..Math.Min(line.Length, 80)]}' is no header");

    private async Task<Answer> WithBody(Answer answer, string method, CancellationToken cancellation)
    {
        var ends = answer["Connection"]?.Contains("close", StringComparison.OrdinalIgnoreCase) == true;
        if (answer.Type == "text/event-stream" && answer.Status == 200)
            return answer with { Ends = true, IsPart = true };
        if (answer.Status == 101)
            return answer with { Ends = true };
        if (method == "HEAD" || answer.Status is 204 or 304)
            return answer with { Ends = ends };
        if (answer["Transfer-Encoding"] is { } encoding)
            return encoding == "chunked" ? answer with { Body = await Chunks(cancellation), Ends = ends } : throw new BrokenAnswerException($"Transfer-Encoding: {encoding}");
        if (answer["Content-Length"] is { } length)
            return answer with { Body = await Exactly(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), cancellation), Ends = ends };
        return answer with { Body = await Rest(cancellation), Ends = true };
    }

    private async Task<string?> Head(CancellationToken cancellation)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Latin.Of(_buffer.AsSpan(_from, end));
                _from += end + 4;
                return head;
            }
            if (_to - _from > LongestHead)
                throw new BrokenAnswerException("the head of the answer has no end");
            if (await Fill(cancellation))
                continue;
            return _to == _from ? null : throw new BrokenAnswerException("the answer breaks off in its head");
        }
    }

    private async Task<byte[]> Exactly(int length, CancellationToken cancellation)
    {
        while (_to - _from < length)
        {
            if (!await Fill(cancellation))
                throw new BrokenAnswerException($"the answer breaks off after {_to - _from} of {length} bytes");
        }
        var bytes = _buffer.AsSpan(_from, length).ToArray();
        _from += length;
        return bytes;
    }

    private async Task<byte[]> Chunks(CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await Line(cancellation);
            if (!int.TryParse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size))
                throw new BrokenAnswerException($"'{line}' is no size of a chunk");
            body.Write(await Exactly(size, cancellation));
            if ((await Line(cancellation)).Length != 0)
                throw new BrokenAnswerException("a chunk is longer than it says");
            if (size == 0)
                return body.ToArray();
        }
    }

    private async Task<string> Line(CancellationToken cancellation)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = Latin.Of(_buffer.AsSpan(_from, end));
                _from += end + 2;
                return line;
            }
            if (!await Fill(cancellation))
                throw new BrokenAnswerException("the answer breaks off between two chunks");
        }
    }

    private async Task<byte[]> Rest(CancellationToken cancellation)
    {
        while (await Fill(cancellation))
        {
        }
        return await Exactly(_to - _from, cancellation);
    }

    /// <returns>False when the other side has finished.</returns>
    private async Task<bool> Fill(CancellationToken cancellation)
    {
        if (_from > 0)
        {
            Buffer.BlockCopy(_buffer, _from, _buffer, 0, _to - _from);
            (_from, _to) = (0, _to - _from);
        }
        if (_to == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_to), cancellation);
        _to += read;
        return read > 0;
    }
}
