using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.ChatMessages;

internal static class ChatMessageRendering
{
    public static ChatMessageBody Body(MessageView message, IReadOnlyList<ReaderView> readers, FileUrls files)
    {
        var media = Media(message, files);
        return new(
            message.Id.ToString("D"),
            message.ShownAt.ToUnixTimeMilliseconds(),
            message.Author?.ExternalId ?? "",
            message.Room.ToString(),
            message.Session,
            // A medium by itself has no text, and an erased one's words are gone: both are left out rather than empty.
            message.Text.Length == 0 && (media is not null || message.Author is { IsErased: true }) ? null : message.Text,
            media,
            [.. readers.Select(reader => reader.ExternalId)]);
    }

    private static string? Media(MessageView message, FileUrls files) =>
        message.Attachments is [var file, ..]
            ? files.Of(file.File, file.FileName)
            : message.MediaUrl ?? message.Links.FirstOrDefault(link => link.Type == LinkType.Image)?.Url;
}
