using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Files;
using ChatEs.Application;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

internal sealed record FilePayload(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("caption")] string Caption,
    [property: JsonPropertyName("file_name")] string FileName,
    [property: JsonPropertyName("size")] long Size);

internal sealed record ReplyPayload(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("replied_comment_id")] long RepliedCommentId);

/// <summary>Messages, whichever dialect they were posted in.</summary>
internal static class CommentRendering
{
    /// <summary>Of what stands inside a text that goes out as it is: as little escaped as the answer itself.</summary>
    private static readonly QiscusJsonContext Inside = new(new JsonSerializerOptions { Encoder = Wire.Encoder });

    public static readonly PersonBody System = new("", "", "");

    public static async Task<IReadOnlyList<CommentBody>> Bodies(
        QiscusCall call, IReadOnlyList<MessageView> messages, UserQueries users, SignedUrls signed)
    {
        var urls = await signed.For(call.Http.Request);
        UserNumber[] authors = [.. messages.Select(message => message.Author?.Number).OfType<UserNumber>().Distinct()];
        var faces = (await users.ByNumbers(call.Tenant, authors, call.Aborted)).ToDictionary(user => user.Number, user => user.Avatar);
        return [.. messages.Select(message => Body(message, urls, faces))];
    }

    public static string Text(SystemEventPayload payload) => Text(payload, Inside.SystemEventPayload);

    private static CommentBody Body(MessageView message, FileUrls urls, IReadOnlyDictionary<UserNumber, Avatar?> faces)
    {
        var (type, payload) = TypeAndPayload(message, urls);
        return new(
            message.IntegerId, message.Text, payload, QiscusValues.ObjectOrNone(message.Extras), QiscusValues.Time(message.ShownAt), type,
            message.Author is { } author ? new(urls.Of(faces.GetValueOrDefault(author.Number)) ?? "", author.ExternalId, author.Username) : System);
    }

    /// <summary>As this dialect was told; of what came by another, the nearest that a client of this one knows.</summary>
    public static (string Type, string? Payload) TypeAndPayload(MessageView message, FileUrls urls) => message switch
    {
        { Kind: MessageKind.System } => (CommentTypes.SystemEvent, QiscusValues.ObjectOrNone(message.Payload)),
        { PayloadType: { } type } when CommentTypes.IsKnown(type) => (type, QiscusValues.ObjectOrNone(message.Payload)),
        { Attachments: [var file, ..] } => (
            CommentTypes.File,
            Text(new FilePayload(urls.Of(file.File, file.FileName), message.Text, file.FileName, file.Size), Inside.FilePayload)),
        { MediaUrl: { Length: > 0 } url } => (CommentTypes.File, Text(new FilePayload(url, message.Text, "", 0), Inside.FilePayload)),
        { ReplyTo: { } original } => (
            CommentTypes.Reply, Text(new ReplyPayload(message.Text, original.IdIn(message.Room)), Inside.ReplyPayload)),
        _ => (CommentTypes.Text, QiscusValues.ObjectOrNone(message.Payload)),
    };

    private static string Text<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}

/// <summary>The types of comments that the vendor's page names.</summary>
internal static class CommentTypes
{
    public const string Text = "text";
    public const string File = "file_attachment";
    public const string Reply = "reply";
    public const string SystemEvent = "system_event";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        Text, File, Reply, "account_linking", "buttons", "button_postback_response", "card", "carousel", "contact_person", "custom", "location",
    };

    public static IEnumerable<string> All => Known.Order(StringComparer.Ordinal);

    public static bool IsKnown(string type) => Known.Contains(type);
}
