using ChatEs.Application.Files;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Files;

/// <summary>How the bytes of a stored file go out: the same for signed addresses and for every dialect's own downloads.</summary>
internal static class FileContent
{
    /// <summary>
    /// Answers with the file, or the part of it that was asked for, or 304, or is refused by 412 or 416. Whatever the bytes are, a browser runs
    /// nothing of them in our name: it believes the type, and what it shows is in a sandbox.
    /// </summary>
    /// <param name="toBeSaved">A browser saves it even where it could show it.</param>
    public static async Task Write(HttpContext http, OpenedFile file, bool toBeSaved = false)
    {
        var stored = file.Details.File;
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.ContentDisposition = Disposition(toBeSaved ? "" : stored.ContentType, file.Details.Name);
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "private, max-age=3600";
        // A unit that is not known means the whole; the framework would take its numbers for bytes.
        if (http.Request.Headers.Range is [{ } range] && !range.StartsWith("bytes", StringComparison.OrdinalIgnoreCase))
            http.Request.Headers.Remove(HeaderNames.Range);
        await TypedResults
            .Stream(
                file.Content,
                stored.ContentType == "text/plain" ? "text/plain; charset=utf-8" : stored.ContentType,
                entityTag: new EntityTagHeaderValue($"\"{stored.Sha256}\""),
                enableRangeProcessing: true)
            .ExecuteAsync(http);
        // What was refused is worded by the host, and is no file.
        if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable })
        {
            headers.Remove(HeaderNames.ContentDisposition);
            headers.Remove(HeaderNames.ETag);
            headers.CacheControl = "no-store";
        }
    }

    /// <summary>RFC 6266: a name for old clients in ASCII, and the real one. Both are quoted or escaped; neither can end its header.</summary>
    internal static string Disposition(string contentType, string name)
    {
        var disposition = new ContentDispositionHeaderValue(IsShown(contentType) ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        return disposition.ToString();
    }

    /// <summary>What a browser shows without running it. A PDF may hold scripts.</summary>
    private static bool IsShown(string contentType) =>
        contentType.StartsWith("image/", StringComparison.Ordinal)
        || contentType.StartsWith("audio/", StringComparison.Ordinal)
        || contentType.StartsWith("video/", StringComparison.Ordinal);
}
