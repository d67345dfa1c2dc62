using ChatEs.Application.ReadModels.Attachments;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/attachments/{id}</c>: what is known of a file. The answer has no envelope.</summary>
internal sealed class GetAttachment(AttachmentQueries attachments, AttachmentRendering rendering) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (call.File is not { } number || await attachments.Get(call.Tenant, number, call.User, call.Aborted) is not { } file)
            return VirolaErrors.AttachmentNotFound;
        return call.Answer(AttachmentRendering.Body(file, await rendering.Checksums(call, [file])), VirolaJsonContext.Default.AttachmentBody);
    }
}
