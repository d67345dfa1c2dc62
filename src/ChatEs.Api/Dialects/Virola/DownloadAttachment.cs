using ChatEs.Api.Files;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Attachments;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>GET /api/v1/attachments/{id}/{fileName}</c>: the bytes. The vendor's client writes the name into the address as it is,
/// percent signs and all, so that it means nothing: the id alone says which file.
/// </summary>
internal sealed class DownloadAttachment(AttachmentQueries attachments, FileStore files) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (call.File is not { } number
            || await attachments.Get(call.Tenant, number, call.User, call.Aborted) is not { } attached
            || await files.Open(call.Tenant, number, call.Aborted) is not { } file)
        {
            return VirolaErrors.AttachmentNotFound;
        }
        await FileContent.Write(call.Http, file with { Details = file.Details with { Name = attached.FileName } }, toBeSaved: true);
        return null;
    }
}
