using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

internal sealed class AttachmentRendering(FileChecksums checksums)
{
    public Task<IReadOnlyDictionary<FileNumber, string>> Checksums(VirolaCall call, IEnumerable<AttachmentView> files) =>
        Checksums(call.Tenant, files, call.Aborted);

    public Task<IReadOnlyDictionary<FileNumber, string>> Checksums(string tenant, IEnumerable<AttachmentView> files, CancellationToken cancellation) =>
        checksums.Of(tenant, [.. files.Select(file => file.File)], cancellation);

    /// <summary>A file is attached once it is stored, so it is always ready; small pictures of it are not made.</summary>
    public static AttachmentBody Body(AttachmentView file, IReadOnlyDictionary<FileNumber, string> checksums)
    {
        var attached = file.AttachedAt.ToUnixTimeMilliseconds();
        return new(
            file.File.Value,
            "ReadyForDownloadFromServerToClient",
            attached,
            checksums.GetValueOrDefault(file.File) ?? "",
            file.FileName,
            file.Size,
            HasThumbnail: false,
            attached,
            file.Room.Value,
            file.Number.IdIn(file.Room));
    }
}
