using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Messages;

namespace ChatEs.Api.Dialects.Native;

internal static class MessageRendering
{
    public static MessageBody Body(MessageView message, FileUrls urls) => new(
        message.Room.Value, message.Number.Value, message.Id, message.IntegerId,
        message.Author is { } author ? Body(author) : null,
        NativeValues.Word(message.Kind), message.Text, NativeValues.Word(message.Markup),
        message.ReplyTo?.Value, message.Parent?.Value, message.Session, message.MediaUrl,
        message.Links is [] ? null : [.. message.Links.Select(link => new LinkBody(link.Url, NativeValues.Word(link.Type)))],
        message.PayloadType, RawJson.Of(message.Payload), RawJson.Of(message.Extras),
        message.Attachments is [] ? null : [.. message.Attachments.Select(attachment => Body(attachment, urls))],
        message.Reactions is [] ? null : [.. message.Reactions.Select(r => new ReactionCountBody(r.Emoji, r.Count, r.Mine))],
        message.Comments == 0 ? null : message.Comments,
        message.PostedAt.UtcDateTime, message.ClaimedAt?.UtcDateTime, message.ShownAt.UtcDateTime, message.EditedAt?.UtcDateTime);

    private static AuthorBody Body(MessageAuthor author) =>
        new(author.Number.Value, author.ExternalId, author.Username, author.First, author.Last, NativeValues.Word(author.Type));

    private static AttachmentBody Body(AttachmentView file, FileUrls urls) => new(
        file.File.Value, file.FileName, file.ContentType, file.Size, file.Sha256, file.Width, file.Height, urls.Of(file.File, file.FileName));
}
