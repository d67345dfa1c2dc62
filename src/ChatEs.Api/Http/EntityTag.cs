using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Http;

/// <summary>What lets a client keep an answer and ask whether it still holds.</summary>
internal static class EntityTag
{
    /// <summary>Cache-Control of what may be kept by who asked, and not used without asking again.</summary>
    public const string AskAgain = "private, no-cache";

    private const int Bytes = 16;

    /// <summary>Of the bytes that go out, so that equal answers have equal tags on every process.</summary>
    public static string Of(ReadOnlySpan<byte> body, string prefix = "")
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return $"\"{prefix}{Base64Url.EncodeToString(digest[..Bytes])}\"";
    }

    /// <summary>Sets the headers of an answer that may be kept, but only by who asked, and not used without asking again.</summary>
    /// <returns>Whether the client has this very answer: then nothing but the headers goes out.</returns>
    public static bool IsKnown(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = AskAgain;
        return http.Request.Headers.IfNoneMatch is { Count: > 0 } given && Matches([.. given.OfType<string>()], tag);
    }

    private static bool Matches(string[] given, string tag) =>
        EntityTagHeaderValue.TryParseList(given, out var tags)
        && tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag.Equals(tag, StringComparison.Ordinal));
}
