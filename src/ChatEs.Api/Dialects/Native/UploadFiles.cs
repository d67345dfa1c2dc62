using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/files</c></summary>
internal sealed class UploadFiles(Uploads uploads) : NativeOperation
{
    protected override Description Describe() => new Description("Uploads files, for a message or an avatar to name.")
    {
        More = "One file as it is, or a form with up to 20. Its content type is found in its bytes. What is not attached within 20 hours cannot be any more, and is removed.",
    }
        .Asking(Uploads.Name)
        .TakingFile(multipart: true)
        .Answering(NativeJsonContext.Default.FilesBody, StatusCodes.Status201Created, "Stored.")
        .Refusing(NativeCodes.FileTooLarge);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.Problem is { } problem)
            return problem;
        var taken = await uploads.Take(call);
        return taken.Result is { } files
            ? call.Answer(StatusCodes.Status201Created, new([.. files.Files.Select(Body)]), NativeJsonContext.Default.FilesBody)
            : taken.Refusal;
    }

    private static FileBody Body(NamedFile file) => FileRendering.Body(file, null, null, null);
}
