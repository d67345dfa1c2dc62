using System.Buffers;
using System.Text;
using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Files out of a request: bytes as they are, or the parts of a form.</summary>
internal sealed class Uploads(FileStore store, IdempotencyRecords records)
{
    private const string UsualName = "file";
    private const int LongestBoundary = 128;

    public static readonly QueryValue Name = new("name", "The name of a file that is sent as it is; the parts of a form have their own. Usually file.")
    {
        Most = Validation.LongestFileName,
        Example = "notes.txt",
    };

    /// <summary>
    /// Stores what the request carries. A request that comes again gets the files of the first; what it carried once more is
    /// removed, as everything is that no message and no avatar names.
    /// </summary>
    public async Task<Outcome<FilesToAttach>> Take(NativeCall call)
    {
        UploadLimit.Allow(call.Http, Validation.MostFiles);
        var outcome = Boundary(call.Http.Request) is { } boundary ? await Parts(call, boundary) : await One(call);
        if (outcome.Result is not { } taken)
            return outcome;
        call.Identify(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(
            string.Join('\n', taken.Files.Select(file => $"{file.File.Sha256} {file.Name}")))));
        return await records.Once(call.Context, taken, call.Aborted);
    }

    private async Task<Outcome<FilesToAttach>> One(NativeCall call)
    {
        var saved = await Save(call, call.Query("name") ?? UsualName, call.Http.Request.Body);
        return saved.Match(file => Outcome<FilesToAttach>.Done(new FilesToAttach([file])), Outcome<FilesToAttach>.Refused);
    }

    private async Task<Outcome<FilesToAttach>> Parts(NativeCall call, string boundary)
    {
        List<NamedFile> files = [];
        var reader = new MultipartReader(boundary, call.Http.Request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(call.Aborted) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
                    continue;
                if (files.Count == Validation.MostFiles)
                    return Wrong($"May carry at most {Validation.MostFiles} files.");
                var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
                var saved = await Save(call, name.ToString(), section.Body);
                if (saved.Result is not { } file)
                    return Outcome<FilesToAttach>.Refused(saved.Refusal!);
                files.Add(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !call.Aborted.IsCancellationRequested)
        {
            return Wrong("Is no form that can be read.");
        }
        return files is [] ? Wrong("Carries no file.") : Outcome<FilesToAttach>.Done(new FilesToAttach(files));
    }

    private async Task<Outcome<NamedFile>> Save(NativeCall call, string name, Stream content)
    {
        var saved = await store.Save(call.Tenant, call.User, name, content, call.Aborted);
        return saved.Match(file => Outcome<NamedFile>.Done(new NamedFile(file, name)), Outcome<NamedFile>.Refused);
    }

    /// <returns>Null when the body is no form.</returns>
    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary.ToString()
            : null;

    private static Outcome<FilesToAttach> Wrong(string message) =>
        Outcome<FilesToAttach>.Refused(new Refusal(RefusalCode.Invalid, message) { Details = [new("Body", message)] });
}
