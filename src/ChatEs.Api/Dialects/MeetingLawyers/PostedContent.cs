using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>What a client posts, once it was found to be well formed.</summary>
/// <param name="Text">Empty for a file or an image.</param>
/// <param name="File">Empty for a text.</param>
internal sealed record PostedContent(long Room, Guid Id, MessageKind Kind, string Text, ReadOnlyMemory<byte> File, string FileName)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static (PostedContent? Content, MeetingLawyersProblem? Problem) Read(PostMessageBody body)
    {
        if (body.RoomId is not { } room)
            return Wrong("room_id", "is missing");
        if (!Guid.TryParseExact(body.MessageId, "D", out var id) || id == Guid.Empty)
            return Wrong("message_id", "must be a UUID like ba7af057-d031-4933-a033-75ddcfb3b260");
        if (body.Content is not { } content)
            return Wrong("content", "is missing");
        return body.Type switch
        {
            "text" => AsText(new(room, id, MessageKind.Text, "", default, ""), content.Utf8),
            "image" => AsFile(new(room, id, MessageKind.Image, "", default, body.FileName ?? ""), content.Utf8),
            "file" => AsFile(new(room, id, MessageKind.File, "", default, body.FileName ?? ""), content.Utf8),
            _ => Wrong("type", "must be text, image or file"),
        };
    }

    /// <summary>An edited text is not what was posted any more, so there the id alone has to do.</summary>
    public bool IsSameAs(MessageView message)
    {
        if (message.Kind != Kind)
            return false;
        return Kind == MessageKind.Text
            ? message.EditedAt is not null || message.Text == Text
            : message.Attachments is [var file] && file.FileName == FileName && file.Sha256 == Convert.ToHexStringLower(SHA256.HashData(File.Span));
    }

    private static (PostedContent?, MeetingLawyersProblem?) AsText(PostedContent bare, Memory<byte> content)
    {
        if (content.Length > Validation.LongestMessage * 3)
            return Wrong("content", $"may have at most {Validation.LongestMessage} characters");
        try
        {
            return (bare with { Text = Strict.GetString(content.Span) }, null);
        }
        catch (DecoderFallbackException)
        {
            return Wrong("content", "is not Unicode");
        }
    }

    private static (PostedContent?, MeetingLawyersProblem?) AsFile(PostedContent bare, Memory<byte> content)
    {
        var encoded = WithoutScheme(content);
        if (Base64.DecodeFromUtf8InPlace(encoded.Span, out var length) != OperationStatus.Done || length == 0)
            return Wrong("content", "must be the bytes of the file in base64");
        var file = encoded[..length];
        var type = FileStore.ContentTypeOf(file.Span);
        if (bare.Kind == MessageKind.Image && !type.StartsWith("image/", StringComparison.Ordinal))
            return Wrong("content", "is not an image that is known: PNG, JPEG, GIF, WebP or BMP");
        var name = bare is { Kind: MessageKind.Image, FileName: "" } ? $"image.{type["image/".Length..]}" : bare.FileName;
        return Validation.IsFileName(name)
            ? (bare with { File = file, FileName = name }, null)
            : Wrong("file_name", $"must have 1 to {Validation.LongestFileName} characters and no control characters");
    }

    /// <summary>Browsers give a file as <c>data:image/png;base64,…</c></summary>
    private static Memory<byte> WithoutScheme(Memory<byte> content)
    {
        var head = content.Span[..Math.Min(content.Length, 256)];
        return head.StartsWith("data:"u8) && head.IndexOf(";base64,"u8) is > 0 and var at ? content[(at + ";base64,".Length)..] : content;
    }

    private static (PostedContent?, MeetingLawyersProblem?) Wrong(string member, string what) =>
        (null, MeetingLawyersErrors.Malformed(member, what));
}
