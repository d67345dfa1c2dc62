using ChatEs.Api.Hosting;
using ChatEs.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Files;

/// <param name="Name">As the client calls it, without folders.</param>
/// <param name="Content">To be read before the next part is asked for.</param>
internal sealed record PartOfFile(string Field, string Name, Stream Content);

/// <summary>The files of a multipart/form-data body, one after the other as they arrive.</summary>
internal sealed class MultipartFiles
{
    /// <summary>As the framework's own forms; RFC 2046 allows 70, and not every client keeps to it.</summary>
    private const int LongestBoundary = 128;

    private readonly MultipartReader _reader;

    private MultipartFiles(MultipartReader reader) => _reader = reader;

    /// <returns>Null when the body is of another type.</returns>
    public static MultipartFiles? Of(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            return null;
        }
        UploadLimit.Allow(request.HttpContext, Validation.MostFiles);
        return new(new MultipartReader(boundary.ToString(), request.Body));
    }

    /// <summary>Parts that are no files are passed over.</summary>
    /// <returns>Null when there is no other.</returns>
    /// <exception cref="InvalidDataException">The body is not what its type says.</exception>
    /// <exception cref="IOException">It is cut off: <see cref="IsBroken"/>.</exception>
    public async Task<PartOfFile?> Next(CancellationToken cancellation)
    {
        while (await _reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.IsFileDisposition())
                continue;
            var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value! : HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
            return new(HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), LastSegment(name), section.Body);
        }
        return null;
    }

    /// <summary>
    /// Whether reading failed because the body is not what its type says, or is cut off. A body that is too large or no HTTP is
    /// not meant, though its exception is an <see cref="IOException"/> too: the host answers those.
    /// </summary>
    public static bool IsBroken(Exception e, CancellationToken cancellation) =>
        e is InvalidDataException || (e is IOException && !Failures.IsNoHttp(e) && !cancellation.IsCancellationRequested);

    /// <summary>Old browsers send the whole path.</summary>
    private static string LastSegment(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return last.Length == 0 ? "file" : last;
    }
}
