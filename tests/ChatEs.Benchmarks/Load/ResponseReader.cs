using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace ChatEs.Benchmarks.Load;

/// <summary>
/// Reads as much of HTTP/1.1 as a load client needs: the status, and where the answer ends. There is never more than one
/// answer in the buffer, since the next request is sent after it.
/// </summary>
internal sealed class ResponseReader(Socket socket)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <summary>The beginning of the newest answer, to show what went wrong.</summary>
    public string Excerpt => Encoding.UTF8.GetString(_buffer.AsSpan(0, Math.Min(_length, 600)));

    /// <returns>The status; 0 when the connection was closed.</returns>
    public async ValueTask<int> Read()
    {
        _length = 0;
        var head = -1;
        while (true)
        {
            if (_length == _buffer.Length)
                Array.Resize(ref _buffer, 2 * _length);
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None);
            if (read == 0)
                return 0;
            _length += read;
            if (head < 0)
                head = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && IsComplete(_buffer.AsSpan(0, _length), head))
                return Status(_buffer);
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer, int head)
    {
        var fields = answer[..head];
        var body = answer[(head + 4)..];
        var length = fields.IndexOf("\r\nContent-Length: "u8);
        if (length >= 0)
            return Utf8Parser.TryParse(fields[(length + 18)..], out int expected, out _) && body.Length >= expected;
        // Chunked. Our JSON holds no line breaks, so the last chunk cannot be mistaken.
        return fields.IndexOf("\r\nTransfer-Encoding: chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
    }

    private static int Status(ReadOnlySpan<byte> answer) =>
        Utf8Parser.TryParse(answer["HTTP/1.1 ".Length..], out int status, out _) ? status : 0;
}
