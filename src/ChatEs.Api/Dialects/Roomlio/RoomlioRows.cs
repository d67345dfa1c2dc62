using System.Text.Json;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>The messages of one room, straight into the writer: all 14 members of each, and none is ever null.</summary>
internal sealed class RoomlioRows(Utf8JsonWriter writer, RoomHead room, FileUrls files)
{
    private static readonly DateTime Never = new(0, DateTimeKind.Utc);

    private readonly RoomlioId _room = RoomlioId.Of(room.Number, room.CreatedAt);
    private readonly byte[] _scratch = new byte[RoomlioId.MaxLength];

    public void Write(MessageView message)
    {
        var id = RoomlioId.Of(message.Room, message.Number, message.PostedAt);
        writer.WriteStartObject();
        writer.WriteString(RoomlioWire.Id, id.Write(RoomlioId.MessagePrefix, _scratch));
        WriteAuthor(message.Author);
        writer.WriteString(RoomlioWire.Body, Body(message));
        writer.WriteString(RoomlioWire.MessageType, Word(message.Kind));
        writer.WriteStartArray(RoomlioWire.Links);
        WriteLinks(message, id);
        writer.WriteEndArray();
        writer.WriteString(RoomlioWire.RoomId, _room.Write(RoomlioId.RoomPrefix, _scratch));
        writer.WriteString(RoomlioWire.RoomName, room.Name);
        writer.WriteString(RoomlioWire.CreatedAt, WireTime.WholeSeconds(message.ShownAt));
        writer.WriteString(RoomlioWire.EditedAt, message.EditedAt is { } edited ? WireTime.WholeSeconds(edited) : Never);
        writer.WriteEndObject();
    }

    /// <param name="next">The first message of the next page; null when there is none.</param>
    public void WriteEnd(MessageView? next)
    {
        writer.WriteBoolean(RoomlioWire.HasMore, next is not null);
        writer.WriteString(
            RoomlioWire.NextCursor,
            next is null ? default : RoomlioId.Of(next.Room, next.Number, next.PostedAt).Write(RoomlioId.MessagePrefix, _scratch));
    }

    private void WriteAuthor(MessageAuthor? author)
    {
        writer.WriteString(
            RoomlioWire.UserId,
            author is null ? default : RoomlioId.Of(author.Number, author.RegisteredAt).Write(RoomlioId.UserPrefix, _scratch));
        writer.WriteString(RoomlioWire.Visibility, room.Visibility == RoomVisibility.Public ? "public" : "private");
        writer.WriteString(RoomlioWire.Username, author?.Username ?? "");
        writer.WriteString(RoomlioWire.First, author?.First ?? "");
        writer.WriteString(RoomlioWire.Last, author?.Last ?? "");
        writer.WriteString(RoomlioWire.UserType, Word(author?.Type ?? UserType.Member));
    }

    /// <summary>Images alone: the document knows no other link.</summary>
    private void WriteLinks(MessageView message, RoomlioId id)
    {
        var place = 0;
        foreach (var link in message.Links)
        {
            if (link.Type == LinkType.Image)
                WriteLink(id, place, link.Url);
            place++;
        }
        if (message is { Kind: MessageKind.Image, MediaUrl: { } media } && !message.Links.Any(link => link.Url == media))
            WriteLink(id, place, media);
        place++;
        foreach (var file in message.Attachments)
        {
            if (IsImage(file))
                WriteLink(id, place, files.Of(file.File, file.FileName));
            place++;
        }
    }

    private void WriteLink(RoomlioId message, int place, string url)
    {
        if (place >= RoomlioId.MostLinks)
            return;
        writer.WriteStartObject();
        writer.WriteString(RoomlioWire.Id, message.Link(place).Write(RoomlioId.LinkPrefix, _scratch));
        writer.WriteString(RoomlioWire.LinkType, "image");
        writer.WriteString(RoomlioWire.LinkUrl, url);
        writer.WriteEndObject();
    }

    /// <summary>Of a file that is no image the wire can show no more than its name, or where it lies.</summary>
    private static string Body(MessageView message)
    {
        if (message.Text.Length > 0)
            return message.Text;
        var names = message.Attachments.Where(file => !IsImage(file)).Select(file => file.FileName).ToList();
        if (names.Count > 0)
            return string.Join(", ", names);
        return message.Kind == MessageKind.Image ? "" : message.MediaUrl ?? "";
    }

    private static bool IsImage(AttachmentView file) => file.ContentType.StartsWith("image/", StringComparison.Ordinal);

    private static string Word(MessageKind kind) => kind switch
    {
        MessageKind.System => "system",
        MessageKind.Offline => "offline",
        _ => "user",
    };

    private static string Word(UserType type) => type switch
    {
        UserType.Admin => "admin",
        UserType.Embed => "embed",
        UserType.EmbedInsecure => "embed_insecure",
        _ => "member",
    };
}
