using System.Diagnostics;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

internal static class MessageRendering
{
    private const long None = 0;

    public static MessageBody Body(MessageView message, IReadOnlyList<ReaderView> readers, IReadOnlyDictionary<FileNumber, string> checksums)
    {
        var created = message.ShownAt.ToUnixTimeMilliseconds();
        var edited = message.EditedAt?.ToUnixTimeMilliseconds() ?? created;
        var modified = message.Attachments.Select(file => file.AttachedAt.ToUnixTimeMilliseconds()).Append(edited).Append(created).Max();
        return new(
            [.. message.Attachments.Select(file => AttachmentRendering.Body(file, checksums))],
            message.Comments,
            created,
            edited,
            modified,
            Markup(message.Markup),
            message.IntegerId,
            "Regular",
            message.Parent?.IdIn(message.Room) ?? None,
            "Normal",
            message.Room.Value,
            Text(message),
            message.Author?.Number.Value ?? None,
            [.. readers.Select(reader => new ReadTimestampBody(reader.SeenAt.ToUnixTimeMilliseconds(), reader.User.Value))]);
    }

    /// <summary>There is no word for a medium kept elsewhere: where nothing else is said its address is.</summary>
    private static string Text(MessageView message) =>
        message.Text.Length > 0 ? message.Text
        : message.MediaUrl ?? message.Links.FirstOrDefault(link => link.Type == LinkType.Image)?.Url ?? "";

    private static string Markup(MessageMarkup markup) => markup switch
    {
        MessageMarkup.Plain => "TextPlain",
        MessageMarkup.Html => "TextHtml",
        MessageMarkup.Markdown => "TextMarkdown",
        MessageMarkup.Code => "TextCode",
        MessageMarkup.Latex => "TextLatex",
        _ => throw new UnreachableException($"A markup {markup}."),
    };
}
