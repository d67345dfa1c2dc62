using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.Commands;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Http;

/// <summary>The headers that every dialect understands beside its own.</summary>
internal static class RequestHeaders
{
    public const string RequestId = "X-Request-Id";
    public const string IdempotencyKey = "Idempotency-Key";

    private const int LongestRequestId = 128;
    private const int LongestIdempotencyKey = 255;

    /// <summary>
    /// Names the request in log, events and answer: the caller's own id where it can be logged and stored as it is, else a
    /// new one.
    /// </summary>
    public static string NameRequest(HttpContext http)
    {
        var id = http.Request.Headers[RequestId] is [{ Length: > 0 and <= LongestRequestId } value] && IsVisibleAscii(value)
            ? value
            : Guid.CreateVersion7().ToString("n");
        http.Response.Headers[RequestId] = id;
        return id;
    }

    /// <param name="key">Null when the request has none.</param>
    /// <returns>False for a key that is not 1 to 255 visible ASCII characters, given once.</returns>
    public static bool TryReadIdempotencyKey(StringValues header, out string? key)
    {
        key = header is [{ Length: > 0 and <= LongestIdempotencyKey } value] && IsVisibleAscii(value) ? value : null;
        return key is not null || header.Count == 0;
    }

    /// <param name="route">Method and template: a key means one request, by one caller, on one route.</param>
    public static IdempotentRequest Idempotent(HttpRequest request, string route, string key, in ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Zero bytes part them, which neither path nor query contains.
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\0{request.Path}{request.QueryString}\0"));
        foreach (var segment in body)
            hash.AppendData(segment.Span);
        return new(route, key, hash.GetHashAndReset());
    }

    private static bool IsVisibleAscii(string value) => !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
