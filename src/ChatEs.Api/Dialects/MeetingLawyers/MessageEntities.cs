using System.Globalization;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>Messages of one room as this wire has them.</summary>
internal sealed class MessageEntities(Correspondents correspondents, ReceiptQueries receipts, SignedUrls urls)
{
    public async Task<IReadOnlyList<MessageEntity>> Of(HttpRequest request, string tenant, RoomNumber room, IReadOnlyList<MessageView> messages) =>
        await Of(tenant, room, messages, await urls.For(request), request.HttpContext.RequestAborted);

    public async Task<IReadOnlyList<MessageEntity>> Of(
        string tenant, RoomNumber room, IReadOnlyList<MessageView> messages, FileUrls files, CancellationToken cancellation)
    {
        if (messages is [])
            return [];
        var status = await receipts.StatusOfPage(tenant, room, messages, cancellation);
        var both = await correspondents.Of(tenant, room, cancellation);
        return [.. messages.Select(message => Entity(message, files, status.GetValueOrDefault(message.Number)?.Status ?? DeliveryStatus.Sent, both))];
    }

    /// <summary>One that was posted this moment: it has reached nobody yet, and nobody is asked.</summary>
    public async Task<MessageEntity> Posted(HttpRequest request, string tenant, MessageView message)
    {
        var both = await correspondents.Of(tenant, message.Room, request.HttpContext.RequestAborted);
        return Entity(message, await urls.For(request), DeliveryStatus.Sent, both);
    }

    /// <summary>The same of a text, which needs not be read again.</summary>
    public async Task<MessageEntity> Posted(string tenant, UserNumber author, string text, MessagePostedResult posted, CancellationToken cancellation)
    {
        var both = await correspondents.Of(tenant, posted.Room, cancellation);
        var from = await correspondents.Name(tenant, author, cancellation);
        return Bare(from, To(author, both), posted.Room, posted.Id, DeliveryStatus.Sent, posted.PostedAt) with { Text = text };
    }

    private static MessageEntity Entity(MessageView message, FileUrls files, DeliveryStatus status, IReadOnlyList<Correspondent> both)
    {
        var bare = Bare(message.Author?.ExternalId ?? "", To(message.Author?.Number, both), message.Room, message.Id, status, message.ShownAt);
        var isMedium = message.Kind is MessageKind.Image or MessageKind.File;
        if (message.Attachments is [var file, ..] && (isMedium || message.Text.Length == 0))
            return IsImage(file) ? Image(bare, file, files) : File(bare, file, files);
        if (message.Kind == MessageKind.Image && (message.MediaUrl ?? message.Links.FirstOrDefault(link => link.Type == LinkType.Image)?.Url) is { } image)
            return bare with { Type = "image", ImageUrl = image, ImageThumbUrl = image, ImageWidth = "", ImageHeight = "" };
        if (message is { Kind: MessageKind.File, MediaUrl: { } elsewhere })
            return bare with { Type = "file", FileUrl = elsewhere, FileName = LastSegment(elsewhere), FileSize = "" };
        return bare with { Text = message.Text.Length > 0 ? message.Text : message.MediaUrl ?? "" };
    }

    private static MessageEntity Bare(string from, string to, RoomNumber room, Guid id, DeliveryStatus status, DateTimeOffset at) => new(
        from, to, room.Value, id, Word(status), "text", null, null, null, null, null, null, null, null,
        // The wire's times have no zone.
        DateTime.SpecifyKind(WireTime.WholeSeconds(at), DateTimeKind.Unspecified));

    /// <summary>The other one of two. Among more the wire has no word for it.</summary>
    private static string To(UserNumber? author, IReadOnlyList<Correspondent> both) =>
        author is null || !both.Any(one => one.User == author) ? "" : both.FirstOrDefault(one => one.User != author)?.ExternalId ?? "";

    private static MessageEntity Image(MessageEntity bare, AttachmentView file, FileUrls files)
    {
        var url = files.Of(file.File, file.FileName);
        return bare with
        {
            Type = "image",
            ImageUrl = url,
            ImageThumbUrl = url,
            ImageWidth = Digits(file.Width),
            ImageHeight = Digits(file.Height),
        };
    }

    private static MessageEntity File(MessageEntity bare, AttachmentView file, FileUrls files) => bare with
    {
        Type = "file",
        FileUrl = files.Of(file.File, file.FileName),
        FileName = file.FileName,
        FileSize = Digits((file.Size + 1023) / 1024),
    };

    private static bool IsImage(AttachmentView file) => file.ContentType.StartsWith("image/", StringComparison.Ordinal);

    private static string Digits(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string LastSegment(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Uri.UnescapeDataString(uri.Segments[^1].Trim('/')) : "";

    private static string Word(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Read => "read",
        DeliveryStatus.Received => "received",
        _ => "sent",
    };
}
