using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

internal sealed record RoomBody(
    [property: JsonPropertyName("room"), Means("Its number.")] long Room,
    [property: JsonPropertyName("kind"), Means("What it is.", Words = "group single channel")] string Kind,
    [property: JsonPropertyName("visibility"), Means("Who sees it.", Words = "private public")] string Visibility,
    [property: JsonPropertyName("name"), Means("May be empty.")] string Name,
    [property: JsonPropertyName("key"), Means("Your own name of the room.")] string? Key,
    [property: JsonPropertyName("description"), Means("What the room is about.")] string? Description,
    [property: JsonPropertyName("options"), Means("The JSON value that was given, to the letter.")] RawJson? Options,
    [property: JsonPropertyName("avatar"), Means("Missing where there is none.")] AvatarBody? Avatar,
    [property: JsonPropertyName("creator"), Means("The number of the user who created it; missing for a bare secret key.")] long? Creator,
    [property: JsonPropertyName("createdAt"), Means("When.")] DateTime CreatedAt,
    [property: JsonPropertyName("updatedAt"), Means("When its name, key, description, options or avatar last changed.")] DateTime? UpdatedAt,
    [property: JsonPropertyName("archivedAt"), Means("Since when it is archived.")] DateTime? ArchivedAt,
    [property: JsonPropertyName("lastMessage"), Means("The highest number that a message got; 0 for none.")] long LastMessage,
    [property: JsonPropertyName("lastShown"), Means("The newest message of the main thread that stands.")] LastShownBody? LastShown,
    [property: JsonPropertyName("lastActivityAt"), Means("When the last message was posted, or the room created.")] DateTime LastActivityAt,
    [property: JsonPropertyName("participantCount"), Means("How many are in it.")] int ParticipantCount,
    [property: JsonPropertyName("moderator"), Means("Whether the caller moderates it; missing for a bare secret key.")] bool? Moderator,
    [property: JsonPropertyName("pinnedAt"), Means("Since when the caller has pinned it.")] DateTime? PinnedAt,
    [property: JsonPropertyName("unread"), Means("The caller's unread messages; missing for a bare secret key.")] long? Unread);

internal sealed record LastShownBody(
    [property: JsonPropertyName("number"), Means("Its number.")] long Number,
    [property: JsonPropertyName("shownAt"), Means("The claimed time where there is one, else the service's.")] DateTime ShownAt);

internal sealed record AvatarBody(
    [property: JsonPropertyName("url"), Means("Where it is: elsewhere as given, or a signed address here that needs no credentials and expires.", Format = "uri")] string Url,
    [property: JsonPropertyName("file"), Means("The number of the stored file.")] long? File,
    [property: JsonPropertyName("name"), Means("The name of the stored file.")] string? Name,
    [property: JsonPropertyName("contentType"), Means("As found in its bytes.")] string? ContentType,
    [property: JsonPropertyName("size"), Means("In bytes.")] long? Size,
    [property: JsonPropertyName("width"), Means("In pixels.")] int? Width,
    [property: JsonPropertyName("height"), Means("In pixels.")] int? Height);

internal sealed record RoomsBody(
    [property: JsonPropertyName("rooms"), Means("A page.")] IReadOnlyList<RoomBody> Rooms,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] string? Next);

internal sealed record ChangedBody(
    [property: JsonPropertyName("changed"), Means("False where it was so before.")] bool Changed);

internal sealed record UserRefBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("id"), Means("The external id.")] string Id,
    [property: JsonPropertyName("username"), Means("Shown to people.")] string Username);

internal sealed record UserBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("id"), Means("The external id.")] string Id,
    [property: JsonPropertyName("username"), Means("Shown to people.")] string Username,
    [property: JsonPropertyName("first"), Means("First name.")] string? First,
    [property: JsonPropertyName("last"), Means("Last name.")] string? Last,
    [property: JsonPropertyName("type"), Means("What kind of user.", Words = "member admin embed embed_insecure")] string Type,
    [property: JsonPropertyName("extras"), Means("The JSON value that was given, to the letter.")] RawJson? Extras,
    [property: JsonPropertyName("avatar"), Means("Missing where there is none.")] AvatarBody? Avatar,
    [property: JsonPropertyName("registeredAt"), Means("When.")] DateTime RegisteredAt,
    [property: JsonPropertyName("changedAt"), Means("When the profile or the avatar last changed.")] DateTime? ChangedAt,
    [property: JsonPropertyName("suspendedAt"), Means("Since when the user is suspended.")] DateTime? SuspendedAt);

internal sealed record UserListBody(
    [property: JsonPropertyName("users"), Means("A page, in the order of registration.")] IReadOnlyList<UserBody> Users,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] string? Next);

internal sealed record TokenBody(
    [property: JsonPropertyName("number"), Means("The user's number.")] long Number,
    [property: JsonPropertyName("token"), Means("Shown this once. The tokens from before open nothing any more.")] string Token);

internal sealed record AddedBody(
    [property: JsonPropertyName("added"), Means("The external ids of those for whom it changed something.")] IReadOnlyList<string> Added);

internal sealed record RemovedBody(
    [property: JsonPropertyName("removed"), Means("The external ids of those for whom it changed something.")] IReadOnlyList<string> Removed);

internal sealed record ParticipantBody(
    [property: JsonPropertyName("user"), Means("Who.")] UserRefBody User,
    [property: JsonPropertyName("avatar"), Means("Missing where there is none.")] AvatarBody? Avatar,
    [property: JsonPropertyName("moderator"), Means("Whether he moderates the room.")] bool Moderator,
    [property: JsonPropertyName("joinedAt"), Means("When he joined, the last time.")] DateTime JoinedAt);

internal sealed record ParticipantsBody(
    [property: JsonPropertyName("participants"), Means("A page, in the order of joining.")] IReadOnlyList<ParticipantBody> Participants,
    [property: JsonPropertyName("next"), Means("Goes into after, for the next page; missing on the last one.")] string? Next);

internal sealed record TenantBody(
    [property: JsonPropertyName("tenant"), Means("Its id.")] string Tenant,
    [property: JsonPropertyName("name"), Means("Shown to people.")] string Name,
    [property: JsonPropertyName("registersUnknownUsers"), Means("Whether a secret key registers a user by naming him.")] bool RegistersUnknownUsers,
    [property: JsonPropertyName("createdAt"), Means("When.")] DateTime CreatedAt);

internal sealed record KeyBody(
    [property: JsonPropertyName("key"), Means("Its public id.")] string Key,
    [property: JsonPropertyName("kind"), Means("What it opens.", Words = "secret auditor analytics")] string Kind,
    [property: JsonPropertyName("issuedAt"), Means("When.")] DateTime IssuedAt,
    [property: JsonPropertyName("revokedAt"), Means("Since when it opens nothing any more.")] DateTime? RevokedAt);

internal sealed record KeysBody(
    [property: JsonPropertyName("keys"), Means("All that were ever issued.")] IReadOnlyList<KeyBody> Keys);

internal sealed record IssuedKeyBody(
    [property: JsonPropertyName("key"), Means("Its public id.")] string Key,
    [property: JsonPropertyName("kind"), Means("What it opens.", Words = "secret auditor analytics")] string Kind,
    [property: JsonPropertyName("secret"), Means("Shown this once.")] string Secret);

internal sealed record MeBody(
    [property: JsonPropertyName("tenant"), Means("The tenant's id.")] string Tenant,
    [property: JsonPropertyName("key"), Means("The public id of the secret key that asks.")] string? Key,
    [property: JsonPropertyName("user"), Means("The user acted for; missing for a bare secret key.")] UserBody? User);

internal sealed record ProblemBody(
    [property: JsonPropertyName("title"), Means("The words of the status.")] string Title,
    [property: JsonPropertyName("status"), Means("The status once more.")] int Status,
    [property: JsonPropertyName("code"), Means("Stable, for programs.")] string Code,
    [property: JsonPropertyName("detail"), Means("A sentence for a person; it may change.")] string Detail,
    [property: JsonPropertyName("errors"), Means("What is wrong with the request, one by one.")] IReadOnlyList<ErrorBody>? Errors,
    [property: JsonPropertyName("requestId"), Means("As in X-Request-Id, and in the log.")] string? RequestId);

internal sealed record ErrorBody(
    [property: JsonPropertyName("member"), Means("The member, query value or header that is wrong.")] string Member,
    [property: JsonPropertyName("message"), Means("What is wrong with it.")] string Message);
