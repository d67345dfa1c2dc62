using System.Text.Json.Serialization;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

// Every name of /v1 stands in the files NativeWire. What a client may leave out is nullable; null is left out.

internal sealed record CreateRoomBody(
    [property: JsonPropertyName("name"), Means("Shown to people.", Most = Validation.LongestName)] string? Name,
    [property: JsonPropertyName("kind"), Means("A group, the conversation of two, or the room that is found by its key. Usually group.", Words = "group single channel")] string? Kind,
    [property: JsonPropertyName("visibility"), Means("Whether every user of the tenant sees it and may join it. Usually private.", Words = "private public")] string? Visibility,
    [property: JsonPropertyName("key"), Means("Your own name of the room, unique in the tenant. A channel must have one, a single room has none.", Fewest = 1, Most = Validation.LongestExternalId)] string? Key,
    [property: JsonPropertyName("participants"), Means("External ids of users.", Most = Validation.MostUsers)] IReadOnlyList<string?>? Participants,
    [property: JsonPropertyName("description"), Means("What the room is about.", Most = Validation.LongestDescription)] string? Description,
    [property: JsonPropertyName("options"), Means("Any JSON value of at most 65,536 characters. It comes back to the letter.")] RawJson? Options,
    [property: JsonPropertyName("avatarUrl"), Means("An http or https address elsewhere.", Most = Validation.LongestUrl)] string? AvatarUrl);

internal sealed record UpdateRoomBody(
    [property: JsonPropertyName("name"), Means("Shown to people.", Most = Validation.LongestName)] string? Name,
    [property: JsonPropertyName("key"), Means("Your own name of the room. Its old one is free at once.", Fewest = 1, Most = Validation.LongestExternalId)] string? Key,
    [property: JsonPropertyName("description"), Means("What the room is about.", Most = Validation.LongestDescription)] string? Description,
    [property: JsonPropertyName("options"), Means("Any JSON value of at most 65,536 characters. It comes back to the letter.")] RawJson? Options,
    [property: JsonPropertyName("avatarUrl"), Means("An http or https address elsewhere.", Most = Validation.LongestUrl)] string? AvatarUrl);

internal sealed record AvatarUrlBody(
    [property: JsonPropertyName("url"), Means("An http or https address elsewhere.", Required = true, Most = Validation.LongestUrl)] string? Url);

internal sealed record UsersBody(
    [property: JsonPropertyName("users"), Means("External ids.", Required = true, Fewest = 1, Most = Validation.MostUsers)] IReadOnlyList<string?>? Users);

internal sealed record PostMessageBody(
    [property: JsonPropertyName("text"), Means("May be empty, but not missing.", Required = true, Most = Validation.LongestMessage)] string? Text,
    [property: JsonPropertyName("id"), Means("A UUID of your own, unique in the tenant; else the service makes one.", Format = "uuid")] string? Id,
    [property: JsonPropertyName("replyTo"), Means("The number of the message quoted.", Least = 1, Greatest = MessageNumber.Max)] long? ReplyTo,
    [property: JsonPropertyName("parent"), Means("The number of the message commented on, which is no comment itself.", Least = 1, Greatest = MessageNumber.Max)] long? Parent,
    [property: JsonPropertyName("claimedAt"), Means("When it was written, with its zone: from 1970 on, at most 5 minutes ahead.", Format = "date-time")] string? ClaimedAt,
    [property: JsonPropertyName("kind"), Means("Usually text. A system message is posted by the secret key for no user.", Words = "text image file system offline")] string? Kind,
    [property: JsonPropertyName("expectedNumber"), Means("The number that it must get, else 409.", Least = 1, Greatest = MessageNumber.Max)] long? ExpectedNumber,
    [property: JsonPropertyName("markup"), Means("How the text is to be read. Usually plain.", Words = "plain html markdown code latex")] string? Markup,
    [property: JsonPropertyName("links"), Means("Addresses that the message shows.", Most = Validation.MostLinks)] IReadOnlyList<PostLinkBody?>? Links,
    [property: JsonPropertyName("session"), Means("Your own grouping of messages in the room.", Fewest = 1, Most = Validation.LongestExternalId)] string? Session,
    [property: JsonPropertyName("mediaUrl"), Means("The address of a medium kept elsewhere.", Most = Validation.LongestUrl)] string? MediaUrl,
    [property: JsonPropertyName("payloadType"), Means("What the payload is: buttons, card, location, as you call it.", Fewest = 1, Most = Validation.LongestExternalId)] string? PayloadType,
    [property: JsonPropertyName("payload"), Means("Any JSON value of at most 65,536 characters. It comes back to the letter.")] RawJson? Payload,
    [property: JsonPropertyName("extras"), Means("Another JSON value, for what the message itself does not show.")] RawJson? Extras,
    [property: JsonPropertyName("attachments"), Means("Numbers of files that you uploaded and that are attached to no message yet.", Most = Validation.MostFiles)] IReadOnlyList<long>? Attachments);

internal sealed record PostLinkBody(
    [property: JsonPropertyName("url"), Means("An http or https address.", Required = true, Most = Validation.LongestUrl)] string? Url,
    [property: JsonPropertyName("type"), Means("Usually page.", Words = "page image")] string? Type);

internal sealed record EditMessageBody(
    [property: JsonPropertyName("text"), Means("The text as it is from now on.", Required = true, Most = Validation.LongestMessage)] string? Text,
    [property: JsonPropertyName("markup"), Means("How the text is to be read. Plain where it is left out.", Words = "plain html markdown code latex")] string? Markup,
    [property: JsonPropertyName("claimedAt"), Means("When it was edited, with its zone: from 1970 on, at most 5 minutes ahead.", Format = "date-time")] string? ClaimedAt);

internal sealed record MarkSeenBody(
    [property: JsonPropertyName("upTo"), Means("This message and all before it; 0 in an empty room.", Least = 0, Greatest = MessageNumber.Max)] long? UpTo,
    [property: JsonPropertyName("message"), Means("This message alone.", Least = 1, Greatest = MessageNumber.Max)] long? Message);

internal sealed record MarkDeliveredBody(
    [property: JsonPropertyName("upTo"), Means("This message and all before it.", Required = true, Least = 1, Greatest = MessageNumber.Max)] long? UpTo);

internal sealed record RegisterUserBody(
    [property: JsonPropertyName("id"), Means("What you call the user: without control characters, case-sensitive.", Required = true, Fewest = 1, Most = Validation.LongestExternalId)] string? Id,
    [property: JsonPropertyName("username"), Means("Shown to people. Usually the id.", Most = Validation.LongestName)] string? Username,
    [property: JsonPropertyName("first"), Means("First name.", Most = Validation.LongestName)] string? First,
    [property: JsonPropertyName("last"), Means("Last name.", Most = Validation.LongestName)] string? Last,
    [property: JsonPropertyName("type"), Means("Usually member.", Words = "member admin embed embed_insecure")] string? Type,
    [property: JsonPropertyName("extras"), Means("Any JSON value of at most 65,536 characters. It comes back to the letter.")] RawJson? Extras,
    [property: JsonPropertyName("avatarUrl"), Means("An http or https address elsewhere.", Most = Validation.LongestUrl)] string? AvatarUrl);

internal sealed record ChangeProfileBody(
    [property: JsonPropertyName("username"), Means("Shown to people.", Most = Validation.LongestName)] string? Username,
    [property: JsonPropertyName("first"), Means("First name.", Most = Validation.LongestName)] string? First,
    [property: JsonPropertyName("last"), Means("Last name.", Most = Validation.LongestName)] string? Last,
    [property: JsonPropertyName("type"), Means("Only the secret key changes it.", Words = "member admin embed embed_insecure")] string? Type,
    [property: JsonPropertyName("extras"), Means("Any JSON value of at most 65,536 characters. It comes back to the letter.")] RawJson? Extras,
    [property: JsonPropertyName("avatarUrl"), Means("An http or https address elsewhere.", Most = Validation.LongestUrl)] string? AvatarUrl);

internal sealed record PasswordBody(
    [property: JsonPropertyName("new"), Means("The new password.", Required = true, Fewest = 8, Most = 256)] string? New,
    [property: JsonPropertyName("old"), Means("The present one, of a user who has one and changes it himself.", Most = 256)] string? Old);

internal sealed record IssueKeyBody(
    [property: JsonPropertyName("kind"), Means("Usually secret.", Words = "secret auditor analytics")] string? Kind);
