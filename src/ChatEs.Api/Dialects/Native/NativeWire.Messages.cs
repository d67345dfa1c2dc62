using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

internal sealed record PostedBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("Dense within the room, from 1.")] long Number,
    [property: JsonPropertyName("id"), Means("The message's UUID.")] Guid Id,
    [property: JsonPropertyName("integerId"), Means("room << 27 | number.")] long IntegerId,
    [property: JsonPropertyName("postedAt"), Means("The service's time.")] DateTime PostedAt);

internal sealed record EditedBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("The message's number.")] long Number,
    [property: JsonPropertyName("editedAt"), Means("The service's time of the edit.")] DateTime EditedAt);

internal sealed record AuthorBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("id"), Means("The external id.")] string Id,
    [property: JsonPropertyName("username"), Means("Shown to people.")] string Username,
    [property: JsonPropertyName("first"), Means("First name.")] string? First,
    [property: JsonPropertyName("last"), Means("Last name.")] string? Last,
    [property: JsonPropertyName("type"), Means("What kind of user.", Words = "member admin embed embed_insecure")] string Type);

internal sealed record MessageBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("Dense within the room, from 1.")] long Number,
    [property: JsonPropertyName("id"), Means("The message's UUID.")] Guid Id,
    [property: JsonPropertyName("integerId"), Means("room << 27 | number.")] long IntegerId,
    [property: JsonPropertyName("author"), Means("Missing for a system message.")] AuthorBody? Author,
    [property: JsonPropertyName("kind"), Means("What it is.", Words = "text image file system offline")] string Kind,
    [property: JsonPropertyName("text"), Means("To the letter.")] string Text,
    [property: JsonPropertyName("markup"), Means("How the text is to be read; missing for plain.", Words = "html markdown code latex")] string? Markup,
    [property: JsonPropertyName("replyTo"), Means("The number of the message quoted.")] long? ReplyTo,
    [property: JsonPropertyName("parent"), Means("The number of the message commented on.")] long? Parent,
    [property: JsonPropertyName("session"), Means("The caller's own grouping.")] string? Session,
    [property: JsonPropertyName("mediaUrl"), Means("The address of a medium kept elsewhere.")] string? MediaUrl,
    [property: JsonPropertyName("links"), Means("Missing where there are none.")] IReadOnlyList<LinkBody>? Links,
    [property: JsonPropertyName("payloadType"), Means("What the payload is.")] string? PayloadType,
    [property: JsonPropertyName("payload"), Means("The JSON value that was given, to the letter.")] RawJson? Payload,
    [property: JsonPropertyName("extras"), Means("The JSON value that was given, to the letter.")] RawJson? Extras,
    [property: JsonPropertyName("attachments"), Means("Missing where there are none.")] IReadOnlyList<AttachmentBody>? Attachments,
    [property: JsonPropertyName("reactions"), Means("How many of each, in the order of the first; missing where there are none.")] IReadOnlyList<ReactionCountBody>? Reactions,
    [property: JsonPropertyName("comments"), Means("How many comments stand; missing for none.")] int? Comments,
    [property: JsonPropertyName("postedAt"), Means("The service's time.")] DateTime PostedAt,
    [property: JsonPropertyName("claimedAt"), Means("When the client says it was written.")] DateTime? ClaimedAt,
    [property: JsonPropertyName("shownAt"), Means("The claimed time where there is one, else the service's.")] DateTime ShownAt,
    [property: JsonPropertyName("editedAt"), Means("When it was last edited; missing for never.")] DateTime? EditedAt);

internal sealed record LinkBody(
    [property: JsonPropertyName("url"), Means("An http or https address.")] string Url,
    [property: JsonPropertyName("type"), Means("What is there.", Words = "page image")] string Type);

internal sealed record AttachmentBody(
    [property: JsonPropertyName("file"), Means("The file's number.")] long File,
    [property: JsonPropertyName("name"), Means("As the person called it.")] string Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long Size,
    [property: JsonPropertyName("sha256"), Means("Of the bytes: 64 hexadecimal digits.")] string Sha256,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height,
    [property: JsonPropertyName("url"), Means("A signed address that needs no credentials and expires.", Format = "uri")] string Url);

internal sealed record FileBody(
    [property: JsonPropertyName("file"), Means("The file's number.")] long File,
    [property: JsonPropertyName("name"), Means("As the person called it.")] string Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long Size,
    [property: JsonPropertyName("sha256"), Means("Of the bytes: 64 hexadecimal digits.")] string Sha256,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height,
    [property: JsonPropertyName("room"), Means("The room of the message that it is attached to.")] long? Room,
    [property: JsonPropertyName("number"), Means("That message.")] long? Number,
    [property: JsonPropertyName("url"), Means("A signed address that needs no credentials and expires; missing until it is attached.", Format = "uri")] string? Url);

internal sealed record FilesBody(
    [property: JsonPropertyName("files"), Means("In the order in which they came.")] IReadOnlyList<FileBody> Files);

internal sealed record ReactionCountBody(
    [property: JsonPropertyName("emoji"), Means("As the client wrote it.")] string Emoji,
    [property: JsonPropertyName("count"), Means("How many users.")] long Count,
    [property: JsonPropertyName("mine"), Means("Whether the caller is among them.")] bool Mine);

internal sealed record ReactorBody(
    [property: JsonPropertyName("emoji"), Means("As the client wrote it.")] string Emoji,
    [property: JsonPropertyName("user"), Means("Who.")] UserRefBody User,
    [property: JsonPropertyName("reactedAt"), Means("When.")] DateTime ReactedAt);

internal sealed record ReactionsBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("The message's number.")] long Number,
    [property: JsonPropertyName("reactions"), Means("A page.")] IReadOnlyList<ReactorBody> Reactions,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] string? Next);

/// <summary>Streamed by ListMessages, which writes these very names; here for the document and its schema.</summary>
internal sealed record MessagesBody(
    [property: JsonPropertyName(MessagesBody.MessagesName), Means("A page, oldest first.")] IReadOnlyList<MessageBody> Messages,
    [property: JsonPropertyName(MessagesBody.HasBeforeName), Means("Whether older ones follow before it.")] bool HasBefore,
    [property: JsonPropertyName(MessagesBody.HasAfterName), Means("Whether newer ones follow after it.")] bool HasAfter)
{
    public const string MessagesName = "messages";
    public const string HasBeforeName = "hasBefore";
    public const string HasAfterName = "hasAfter";
}

internal sealed record ReaderBody(
    [property: JsonPropertyName("user"), Means("Who.")] UserRefBody User,
    [property: JsonPropertyName("seenAt"), Means("When he marked it as seen.")] DateTime SeenAt);

internal sealed record ReceiptsBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("The message's number.")] long Number,
    [property: JsonPropertyName("status"), Means("The least advanced of all other participants: nobody's device has it for sure, all have it, all have seen it.", Words = "sent received read")] string Status,
    [property: JsonPropertyName("seenCount"), Means("How many have marked it as seen.")] long SeenCount,
    [property: JsonPropertyName("readers"), Means("A page of them, by user number.")] IReadOnlyList<ReaderBody> Readers,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] string? Next);

internal sealed record DeliveredBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("upTo"), Means("The message given.")] long UpTo);

internal sealed record UnreadBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("unread"), Means("Messages of others that the caller has not seen.")] long Unread);

internal sealed record AllUnreadBody(
    [property: JsonPropertyName("rooms"), Means("By number.")] IReadOnlyList<UnreadBody> Rooms,
    [property: JsonPropertyName("total"), Means("Of these rooms.")] long Total);
