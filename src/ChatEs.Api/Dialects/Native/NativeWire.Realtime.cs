using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

internal sealed record LiveEventBody(
    [property: JsonPropertyName("sequence"), Means("Its place in the log: goes into after, or Last-Event-ID, to go on from here.")] long Sequence,
    [property: JsonPropertyName("type"), Means("Its stored name, as in docs/events.md.")] string Type,
    [property: JsonPropertyName("at"), Means("When it was stored.")] DateTime At)
{
    [JsonPropertyName("room"), Means("The room's number.")]
    public long? Room { get; init; }

    [JsonPropertyName("by"), Means("Who did it; missing for the tenant's server acting for nobody.")]
    public UserRefBody? By { get; init; }

    [JsonPropertyName("number"), Means("The message's number.")]
    public long? Number { get; init; }

    [JsonPropertyName("message"), Means("The message as it is now, as GET gives it; missing where it was deleted since. mine is false in all reactions: all listeners get the same.")]
    public MessageBody? Message { get; init; }

    [JsonPropertyName("details"), Means("The room as it is now, as GET gives it to a bare secret key.")]
    public RoomBody? Details { get; init; }

    [JsonPropertyName("users"), Means("Who was added, removed, made a moderator, and so on.")]
    public IReadOnlyList<UserRefBody>? Users { get; init; }

    [JsonPropertyName("profile"), Means("The user as he is now, as GET gives him.")]
    public UserBody? Profile { get; init; }

    [JsonPropertyName("emoji"), Means("Of a reaction.")]
    public string? Emoji { get; init; }

    [JsonPropertyName("file"), Means("Of an attachment: the number of the stored file.")]
    public long? File { get; init; }

    [JsonPropertyName("from"), Means("The first message that was seen.")]
    public long? From { get; init; }

    [JsonPropertyName("upTo"), Means("The last message that was seen, or has reached the user.")]
    public long? UpTo { get; init; }
}

/// <summary>What passes: typing, or coming and going. It has no sequence, since it stands in no log.</summary>
internal sealed record LiveSignalBody(
    [property: JsonPropertyName("type"), Means("What it is.", Words = "typing presence")] string Type,
    [property: JsonPropertyName("at"), Means("When the service was told.")] DateTime At,
    [property: JsonPropertyName("by"), Means("Who types, comes or goes.")] UserRefBody By)
{
    [JsonPropertyName("room"), Means("Where he types.")]
    public long? Room { get; init; }

    [JsonPropertyName("until"), Means("He types until then, unless he says so again; missing when he does so no more.")]
    public DateTime? Until { get; init; }

    [JsonPropertyName("online"), Means("Whether he is here now.")]
    public bool? Online { get; init; }
}

internal sealed record TypingBody(
    [property: JsonPropertyName("typing"), Means("False: no more.", Required = true)] bool? Typing);

internal sealed record PresenceBody(
    [property: JsonPropertyName("online"), Means("Who listens to events just now, in the order of their numbers; the first 1,000.")] IReadOnlyList<UserRefBody> Online);

internal sealed record LiveEndBody(
    [property: JsonPropertyName("reason"), Means("Why the connection ends.", Words = "too_slow no_longer_admitted no_longer_in_room stopping")] string Reason);

internal sealed record TicketBody(
    [property: JsonPropertyName("ticket"), Means("Opens one connection for events, as ?ticket=, in place of the credentials.")] string Ticket,
    [property: JsonPropertyName("expiresAt"), Means("Until when.")] DateTime ExpiresAt);
