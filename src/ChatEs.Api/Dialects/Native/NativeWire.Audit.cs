using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Written by AuditLine, which writes these very names; here for the document and its schema.</summary>
internal sealed record EventLineBody(
    [property: JsonPropertyName("sequence"), Means("Its place in the whole log, from 1.")] long Sequence,
    [property: JsonPropertyName("tenant"), Means("Whose it is.")] string Tenant,
    [property: JsonPropertyName("stream"), Means("room-, user- or tenant- and the number or id.")] string Stream,
    [property: JsonPropertyName("version"), Means("Its place in its stream, from 1.")] long Version,
    [property: JsonPropertyName("id"), Means("Its UUID.")] Guid Id,
    [property: JsonPropertyName("type"), Means("Its stored name.")] string Type,
    [property: JsonPropertyName("timestamp"), Means("The service's time.")] DateTime Timestamp,
    [property: JsonPropertyName("correlationId"), Means("The request that it came from.")] string? CorrelationId,
    [property: JsonPropertyName("causationId"), Means("The event that it came from.")] string? CausationId,
    [property: JsonPropertyName("headers"), Means("Who asked: caller, dialect, and user where it was for one.")] RawJson? Headers,
    [property: JsonPropertyName("data"), Means("What happened; what a person wrote or is called by stands in personal, with the claimed time, until it is erased.")] RawJson Data,
    [property: JsonPropertyName("salt"), Means("Of the personal part: hexadecimal; missing where there is none.")] string? Salt,
    [property: JsonPropertyName("personalDigest"), Means("Of the personal part, also once it is erased: hexadecimal.")] string? PersonalDigest,
    [property: JsonPropertyName("hash"), Means("Of the event and all before it in its stream: hexadecimal.")] string Hash);

/// <summary>Streamed by RoomStateJson, which writes these very names; here for the document and its schema.</summary>
internal sealed record RoomStateBody(
    [property: JsonPropertyName("tenant"), Means("Whose it is.")] string Tenant,
    [property: JsonPropertyName("room"), Means("Its number.")] long Room,
    [property: JsonPropertyName("version"), Means("Of the room's stream, at the moment asked about.")] long Version,
    [property: JsonPropertyName("sequence"), Means("Of the event of that version.")] long Sequence,
    [property: JsonPropertyName("time"), Means("When that event was stored.")] DateTime Time,
    [property: JsonPropertyName("kind"), Means("What it is.", Words = "group single channel")] string Kind,
    [property: JsonPropertyName("visibility"), Means("Who sees it.", Words = "private public")] string Visibility,
    [property: JsonPropertyName("name"), Means("May be empty.")] string Name,
    [property: JsonPropertyName("key"), Means("Your own name of the room.")] string? Key,
    [property: JsonPropertyName("description"), Means("What the room is about.")] string? Description,
    [property: JsonPropertyName("options"), Means("The JSON value that was given, to the letter.")] RawJson? Options,
    [property: JsonPropertyName("avatar"), Means("Missing where there was none.")] AvatarStateBody? Avatar,
    [property: JsonPropertyName("creator"), Means("The number of the user who created it.")] long? Creator,
    [property: JsonPropertyName("createdAt"), Means("When.")] DateTime CreatedAt,
    [property: JsonPropertyName("updatedAt"), Means("When its name, key, description, options or avatar last changed.")] DateTime? UpdatedAt,
    [property: JsonPropertyName("archivedAt"), Means("Since when it was archived.")] DateTime? ArchivedAt,
    [property: JsonPropertyName("participantCount"), Means("How many were in it.")] int ParticipantCount,
    [property: JsonPropertyName("lastMessage"), Means("The highest number that a message had; 0 for none.")] long LastMessage,
    [property: JsonPropertyName("participants"), Means("Who was in it, in the order of joining.")] IReadOnlyList<ParticipantStateBody> Participants,
    [property: JsonPropertyName("messages"), Means("By number, the deleted ones too.")] IReadOnlyList<MessageStateBody> Messages);

internal sealed record AvatarStateBody(
    [property: JsonPropertyName("url"), Means("An address elsewhere.")] string? Url,
    [property: JsonPropertyName("file"), Means("The number of the stored file.")] long? File,
    [property: JsonPropertyName("name"), Means("The name of the stored file.")] string? Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string? ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long? Size,
    [property: JsonPropertyName("sha256"), Means("Of the bytes: 64 hexadecimal digits.")] string? Sha256,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height);

internal sealed record ParticipantStateBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("id"), Means("The external id.")] string Id,
    [property: JsonPropertyName("username"), Means("What he was called then.")] string Username,
    [property: JsonPropertyName("moderator"), Means("Whether he moderated the room.")] bool Moderator,
    [property: JsonPropertyName("joinedAt"), Means("When he joined.")] DateTime JoinedAt,
    [property: JsonPropertyName("pinnedAt"), Means("Since when he had pinned it.")] DateTime? PinnedAt,
    [property: JsonPropertyName("deliveredUpTo"), Means("Every message up to this one had reached him.")] long DeliveredUpTo,
    [property: JsonPropertyName("seenUpTo"), Means("He had marked every message up to this one as seen; what he had seen beyond a gap stands in seenBy.")] long SeenUpTo,
    [property: JsonPropertyName("unread"), Means("His unread messages.")] long Unread);

internal sealed record MessageStateBody(
    [property: JsonPropertyName("number"), Means("Dense within the room, from 1.")] long Number,
    [property: JsonPropertyName("id"), Means("The message's UUID.")] Guid Id,
    [property: JsonPropertyName("author"), Means("Missing for a system message.")] UserRefBody? Author,
    [property: JsonPropertyName("kind"), Means("What it is.", Words = "text image file system offline")] string Kind,
    [property: JsonPropertyName("text"), Means("As it was then; missing where it was deleted: its history has it.")] string? Text,
    [property: JsonPropertyName("markup"), Means("How the text is to be read.", Words = "plain html markdown code latex")] string? Markup,
    [property: JsonPropertyName("replyTo"), Means("The number of the message quoted.")] long? ReplyTo,
    [property: JsonPropertyName("parent"), Means("The number of the message commented on.")] long? Parent,
    [property: JsonPropertyName("session"), Means("The caller's own grouping.")] string? Session,
    [property: JsonPropertyName("mediaUrl"), Means("The address of a medium kept elsewhere.")] string? MediaUrl,
    [property: JsonPropertyName("links"), Means("Missing where there were none.")] IReadOnlyList<LinkBody>? Links,
    [property: JsonPropertyName("payloadType"), Means("What the payload is.")] string? PayloadType,
    [property: JsonPropertyName("payload"), Means("The JSON value that was given, to the letter.")] RawJson? Payload,
    [property: JsonPropertyName("extras"), Means("The JSON value that was given, to the letter.")] RawJson? Extras,
    [property: JsonPropertyName("postedAt"), Means("The service's time.")] DateTime PostedAt,
    [property: JsonPropertyName("claimedAt"), Means("When the client says it was written.")] DateTime? ClaimedAt,
    [property: JsonPropertyName("shownAt"), Means("The claimed time where there is one, else the service's; missing where it was deleted.")] DateTime? ShownAt,
    [property: JsonPropertyName("editedAt"), Means("When it was last edited; missing for never.")] DateTime? EditedAt,
    [property: JsonPropertyName("comments"), Means("How many comments stood.")] int? Comments,
    [property: JsonPropertyName("attachments"), Means("In the order of attaching.")] IReadOnlyList<AttachmentStateBody>? Attachments,
    [property: JsonPropertyName("reactions"), Means("Who had reacted, in that order.")] IReadOnlyList<ReactionStateBody>? Reactions,
    [property: JsonPropertyName("deletedAt"), Means("Since when it was deleted.")] DateTime? DeletedAt,
    [property: JsonPropertyName("seenBy"), Means("Who had marked it as seen, by number.")] IReadOnlyList<SeenStateBody> SeenBy);

internal sealed record AttachmentStateBody(
    [property: JsonPropertyName("file"), Means("The file's number.")] long File,
    [property: JsonPropertyName("name"), Means("As the person called it.")] string Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long Size,
    [property: JsonPropertyName("sha256"), Means("Of the bytes: 64 hexadecimal digits.")] string Sha256,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height,
    [property: JsonPropertyName("attachedAt"), Means("When.")] DateTime AttachedAt);

internal sealed record ReactionStateBody(
    [property: JsonPropertyName("emoji"), Means("As the client wrote it.")] string Emoji,
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("id"), Means("The external id.")] string Id,
    [property: JsonPropertyName("at"), Means("When.")] DateTime At);

internal sealed record SeenStateBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("at"), Means("When he marked it as seen.")] DateTime At);

internal sealed record MessageHistoryBody(
    [property: JsonPropertyName("room"), Means("The room's number.")] long Room,
    [property: JsonPropertyName("number"), Means("The message's number.")] long Number,
    [property: JsonPropertyName("changes"), Means("A page, oldest first.")] IReadOnlyList<MessageChangeBody> Changes,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] long? Next);

internal sealed record MessageChangeBody(
    [property: JsonPropertyName("version"), Means("Of the room's stream.")] long Version,
    [property: JsonPropertyName("sequence"), Means("Of the whole log.")] long Sequence,
    [property: JsonPropertyName("type"), Means("What happened: the stored name of the event.")] string Type,
    [property: JsonPropertyName("at"), Means("The service's time.")] DateTime At,
    [property: JsonPropertyName("by"), Means("Who, as he is called today; missing for a bare secret key.")] UserRefBody? By,
    [property: JsonPropertyName("caller"), Means("Whose credentials were used.")] string? Caller,
    [property: JsonPropertyName("dialect"), Means("By which API.")] string? Dialect)
{
    [JsonPropertyName("id"), Means("The message's UUID, where it was posted.")]
    public Guid? Id { get; init; }

    [JsonPropertyName("kind"), Means("What it is.", Words = "text image file system offline")]
    public string? Kind { get; init; }

    [JsonPropertyName("replyTo"), Means("The number of the message quoted.")]
    public long? ReplyTo { get; init; }

    [JsonPropertyName("parent"), Means("The number of the message commented on.")]
    public long? Parent { get; init; }

    [JsonPropertyName("text"), Means("The text from then on.")]
    public string? Text { get; init; }

    [JsonPropertyName("markup"), Means("How the text is to be read; missing for plain.", Words = "html markdown code latex")]
    public string? Markup { get; init; }

    [JsonPropertyName("claimedAt"), Means("When the client says it was.")]
    public DateTime? ClaimedAt { get; init; }

    [JsonPropertyName("session"), Means("The caller's own grouping.")]
    public string? Session { get; init; }

    [JsonPropertyName("mediaUrl"), Means("The address of a medium kept elsewhere.")]
    public string? MediaUrl { get; init; }

    [JsonPropertyName("links"), Means("Missing where there were none.")]
    public IReadOnlyList<LinkBody>? Links { get; init; }

    [JsonPropertyName("payloadType"), Means("What the payload is.")]
    public string? PayloadType { get; init; }

    [JsonPropertyName("payload"), Means("The JSON value that was given, to the letter.")]
    public RawJson? Payload { get; init; }

    [JsonPropertyName("extras"), Means("The JSON value that was given, to the letter.")]
    public RawJson? Extras { get; init; }

    [JsonPropertyName("emoji"), Means("Of a reaction.")]
    public string? Emoji { get; init; }

    [JsonPropertyName("files"), Means("That were attached.")]
    public IReadOnlyList<ChangedFileBody>? Files { get; init; }

    [JsonPropertyName("file"), Means("The number of the file that was taken away.")]
    public long? File { get; init; }

    [JsonPropertyName("erased"), Means("True where what a person wrote has been erased.")]
    public bool? Erased { get; init; }
}

internal sealed record ChangedFileBody(
    [property: JsonPropertyName("file"), Means("The file's number.")] long File,
    [property: JsonPropertyName("name"), Means("As the person called it; missing where it was erased.")] string? Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long Size,
    [property: JsonPropertyName("sha256"), Means("Of the bytes: 64 hexadecimal digits.")] string Sha256,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height);

internal sealed record ChainBody(
    [property: JsonPropertyName("streams"), Means("How many were verified.")] long Streams,
    [property: JsonPropertyName("tampered"), Means("Those that are not as they were written, with the first fault of each.")] IReadOnlyList<TamperedBody> Tampered);

internal sealed record TamperedBody(
    [property: JsonPropertyName("tenant"), Means("Whose stream it is.")] string Tenant,
    [property: JsonPropertyName("stream"), Means("room-, user- or tenant- and the number or id.")] string Stream,
    [property: JsonPropertyName("version"), Means("Of the first event that is wrong.")] long Version,
    [property: JsonPropertyName("sequence"), Means("Of that event; 0 where it is the stream's own row.")] long Sequence,
    [property: JsonPropertyName("problem"), Means("What is wrong with it.")] string Problem);
