using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

internal static class FileRendering
{
    public static FileBody Body(NamedFile file, RoomNumber? room, MessageNumber? number, string? url) => new(
        file.File.Number.Value, file.Name, file.File.ContentType, file.File.Size, file.File.Sha256, file.File.Width, file.File.Height,
        room?.Value, number?.Value, url);
}
