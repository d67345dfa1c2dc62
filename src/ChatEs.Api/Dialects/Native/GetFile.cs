using ChatEs.Api.Files;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/files/{file}</c>: what is known of a file, and where its bytes are.</summary>
internal sealed class GetFile(AttachmentQueries attachments, FileStore store, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("What is known of a file, and a signed address of its bytes.")
    {
        More = "Of a file attached to a message that the caller may see, or one that he uploaded himself in the last 20 hours.",
    }
        .AnsweringTagged(NativeJsonContext.Default.FileBody)
        .Refusing(NativeCodes.FileNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var number = call.File();
        if (call.Problem is { } problem)
            return problem;
        if (await attachments.Get(call.Tenant, number, call.User, call.Aborted) is { } attached)
        {
            var file = new NamedFile(
                new(number, attached.Sha256, attached.Size, attached.ContentType, attached.Width, attached.Height), attached.FileName);
            var files = await urls.For(call.Http.Request);
            return call.AnswerTagged(
                FileRendering.Body(file, attached.Room, attached.Number, files.Of(file)), NativeJsonContext.Default.FileBody);
        }
        var own = await store.Get(call.Tenant, call.User, call.IsServer, [number], call.Aborted);
        return own.Result?.Files is [var uploaded]
            ? call.AnswerTagged(FileRendering.Body(uploaded, null, null, null), NativeJsonContext.Default.FileBody)
            : NativeErrors.FileNotFound(number);
    }
}
