using System.Buffers;
using System.Text;
using ChatEs.Api.Files;
using ChatEs.Api.Hosting;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Files out of a request: bytes as they are, or the parts of a form.</summary>
internal sealed class Uploads(FileStore store, IdempotencyRecords records)
{
    private const string UsualName = "file";

    public static readonly QueryValue Name = new("name", "The name of a file that is sent as it is; the parts of a form have their own. Usually file.")
    {
        Most = Validation.LongestFileName,
        Example = "notes.txt",
    };

    /// <summary>
    /// Stores what the request carries. A request that comes again gets the files of the first; what it carried once more is
    /// removed, as everything is that no message and no avatar names. Of one that is refused nothing stays.
    /// </summary>
    public async Task<Outcome<FilesToAttach>> Take(NativeCall call)
    {
        List<NamedFile> saved = [];
        try
        {
            var outcome = MultipartFiles.Of(call.Http.Request) is { } parts ? await Parts(call, parts, saved) : await One(call, saved);
            if (outcome.Result is { } taken)
            {
                call.Identify(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(
                    string.Join('\n', taken.Files.Select(file => $"{file.File.Sha256} {file.Name}")))));
                outcome = await records.Once(call.Context, taken, call.Aborted);
            }
            if (outcome.Refusal is not null)
                await Discard(call, saved);
            return outcome;
        }
        catch (Exception e) when (Failures.IsNoHttp(e) && !call.Aborted.IsCancellationRequested)
        {
            // The host answers that, and knows nothing of what came before it.
            await Discard(call, saved);
            throw;
        }
    }

    /// <summary>For who refuses a request behind <see cref="Take"/>.</summary>
    public Task Discard(NativeCall call, IReadOnlyList<NamedFile> files) =>
        store.Discard(call.Tenant, files.Select(file => file.File.Number), call.Aborted);

    private async Task<Outcome<FilesToAttach>> One(NativeCall call, List<NamedFile> files)
    {
        UploadLimit.Allow(call.Http, Validation.MostFiles);
        var saved = await Save(call, call.Query("name") ?? UsualName, call.Http.Request.Body);
        if (saved.Result is not { } file)
            return Outcome<FilesToAttach>.Refused(saved.Refusal!);
        files.Add(file);
        return Outcome<FilesToAttach>.Done(new FilesToAttach(files));
    }

    private async Task<Outcome<FilesToAttach>> Parts(NativeCall call, MultipartFiles parts, List<NamedFile> files)
    {
        try
        {
            while (await parts.Next(call.Aborted) is { } part)
            {
                if (files.Count == Validation.MostFiles)
                    return Wrong($"May carry at most {Validation.MostFiles} files.");
                var saved = await Save(call, part.Name, part.Content);
                if (saved.Result is not { } file)
                    return Outcome<FilesToAttach>.Refused(saved.Refusal!);
                files.Add(file);
            }
        }
        catch (Exception e) when (MultipartFiles.IsBroken(e, call.Aborted))
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

    private static Outcome<FilesToAttach> Wrong(string message) =>
        Outcome<FilesToAttach>.Refused(new Refusal(RefusalCode.Invalid, message) { Details = [new("Body", message)] });
}
