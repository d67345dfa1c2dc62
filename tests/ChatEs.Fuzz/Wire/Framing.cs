using System.Globalization;
using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Wire;

/// <summary>How a request is handed over, when not as HTTP wants it.</summary>
/// <param name="Pieces">Each with how long to wait behind it, in milliseconds.</param>
/// <param name="End">What the client does when all is sent.</param>
internal sealed record Delivery(string Name, IReadOnlyList<(string Bytes, int Pause)> Pieces, Ending End)
{
    public string Bytes => string.Concat(Pieces.Select(piece => piece.Bytes));
}

internal enum Ending
{
    Wait,

    /// <summary>It will send nothing more, and waits for the answer.</summary>
    Finish,

    /// <summary>It goes away.</summary>
    HangUp,

    /// <summary>It goes away by a reset.</summary>
    Reset,
}

internal static class Framing
{
    private static readonly string[] Lengths = ["-1", "+2", "0x10", "1e3", "99999999999999999999", "", " ", "1,1", "a", "\xff", "2147483648", "9223372036854775808"];

    private static readonly string[] Chunked =
    [
        "zz\r\n{}\r\n0\r\n\r\n", "-1\r\n", "5\r\n{}", "2\r\n{}0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "2;" + new string('x', 20_000) + "\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "0\r\nX-Trailer: x\r\n\r\n", "0\r\n" + new string('x', 40_000), "\0", "2 \r\n{}\r\n0\r\n\r\n",
        "00000000000000002\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n", "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
    ];

    private static readonly string[] Openings =
    [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "GET /\r\n\r\n", "\r\n\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n", "\0\0\0\0", "GET  /  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n", "GET /v1/rooms HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/1.1\r\nHost x\r\n\r\n", "GET / http/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-x\r\n", "*1\r\n$4\r\nPING\r\n", "\x04\x01\x00\x50",
    ];

    /// <summary>Answered at once, or not at all.</summary>
    public static Delivery Quick(Draft draft, Random random)
    {
        var body = draft.Body?.Render() ?? "";
        switch (random.Next(12))
        {
            case 0:
                return One("Content-Length too small", draft.Head(0, $"Content-Length: {random.Next(body.Length + 1)}\r\n") + body);
            case 1:
                return One("Content-Length too large", draft.Head(0, $"Content-Length: {body.Length + 1 + random.Next(1_000)}\r\n") + body, Ending.Finish);
            case 2:
                return One("no Content-Length", draft.Head(0, $"Content-Length: {random.Pick(Lengths)}\r\n") + body, Ending.Finish);
            case 3:
                return One("two Content-Lengths", draft.Head(0, $"Content-Length: {body.Length}\r\nContent-Length: {body.Length + random.Next(2)}\r\n") + body, Ending.Finish);
            case 4:
                return One("Content-Length and chunks", draft.Head(0, $"Content-Length: {body.Length}\r\nTransfer-Encoding: chunked\r\n") + Chunks(body), Ending.Finish);
            case 5:
                return One("chunks", draft.Head(0, "Transfer-Encoding: chunked\r\n") + Chunks(body));
            case 6 or 7:
                return One("broken chunks", draft.Head(0, "Transfer-Encoding: chunked\r\n") + random.Pick(Chunked), Ending.Finish);
            case 8:
                return One("another Transfer-Encoding", draft.Head(0, $"Transfer-Encoding: {random.Pick(["gzip, chunked", "identity", "x", "chunked, chunked", "\xff", "chunked;x", ""])}\r\n") + Chunks(body), Ending.Finish);
            case 9:
                return One("no HTTP", random.Pick(Openings) + (random.Hits(30) ? JsonMutations.Noise(random, 200) : ""), Ending.Finish);
            case 10:
                return One("random bytes", JsonMutations.Noise(random, random.Next(1, 2_000)), Ending.Finish);
            default:
                return One("bytes of the request changed", JsonMutations.Flip(draft.Render(), random), Ending.Finish);
        }
    }

    /// <summary>What takes the server's patience, or the client away.</summary>
    public static Delivery Slow(Draft draft, Random random)
    {
        var whole = draft.Render();
        var head = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var at = random.Next(whole.Length);
        switch (random.Next(8))
        {
            case 0:
                return One("half a request, then gone", whole[..at], Ending.HangUp);
            case 1:
                return One("half a request, then reset", whole[..at], Ending.Reset);
            case 2:
                return One("whole request, then gone", whole, random.Hits(50) ? Ending.HangUp : Ending.Reset);
            case 3:
                return new("slow body", [(whole[..head], 50), .. whole[head..].Chunk(Math.Max(1, (whole.Length - head) / 8)).Select(piece => (new string(piece), 120))], Ending.Wait);
            case 4:
                return new("slow head", [.. whole[..head].Chunk(Math.Max(1, head / 10)).Select(piece => (new string(piece), 100)), (whole[head..], 0)], Ending.Wait);
            case 5:
                return new("body that does not come", [(draft.Head(0, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {whole.Length - head + 100}\r\n")) + whole[head..], 0)], Ending.Wait);
            case 6:
                return new("chunks that do not come", [(draft.Head(0, "Transfer-Encoding: chunked\r\n") + "5\r\n{", 0)], Ending.Wait);
            default:
                return new("body byte by byte", [(whole[..head], 20), .. whole[head..].Take(60).Select(c => (c.ToString(), 10)), (whole.Length > head + 60 ? whole[(head + 60)..] : "", 0)], Ending.Wait);
        }
    }

    private static Delivery One(string name, string bytes, Ending end = Ending.Wait) => new(name, [(bytes, 0)], end);

    private static string Chunks(string body) => string.Concat(
        body.Chunk(Math.Max(1, body.Length / 3)).Select(piece => string.Create(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n{new string(piece)}\r\n"))) + "0\r\n\r\n";
}
