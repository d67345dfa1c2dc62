using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Faults.Load;

internal enum Act
{
    CreateRoom,
    GetChannel,
    GetSingle,
    Post,
    Edit,
    Delete,
    See,
    Add,
    Remove,
    ReadPage,
    ReadUnread,
}

/// <summary>One request as it was sent, and its answer or the absence of one. Times are microseconds since the schedule began.</summary>
/// <param name="Id">Sent as X-Request-Id: every event that it causes carries it.</param>
/// <param name="Command">What was to be done; the same for all repeats of it.</param>
/// <param name="Once">It carries an Idempotency-Key or a message id of its own: however often it is repeated, it happens once.</param>
/// <param name="User">Who acts; null is the tenant's server.</param>
/// <param name="Text">The text or name that is told to be stored; the key of a channel; the other user.</param>
internal sealed record Attempt(string Id, string Command, Act Act, bool Once, string? User, int Service, long? Room, long? Message, string? Text, long Began)
{
    /// <summary>For acts of seeing: from this message to <see cref="Message"/>.</summary>
    public long From { get; init; }

    public Guid? ChosenId { get; init; }

    /// <summary>When the answer was there, or the client gave up; the request may still be carried out after that.</summary>
    public long Ended { get; init; }

    /// <summary>Null when there was no answer.</summary>
    public int? Status { get; init; }

    public string? Body { get; init; }

    /// <summary>What the answer asks a client to wait, as the header says it.</summary>
    public string? RetryAfter { get; init; }

    [JsonIgnore]
    public bool IsDone => Status is >= 200 and < 300;

    [JsonIgnore]
    public bool IsRead => Act is Act.ReadPage or Act.ReadUnread;

    /// <summary>Whether the world may have been too broken to tell: repeat it.</summary>
    [JsonIgnore]
    public bool IsUnknown => Status is null or 503 or 504;

    [JsonIgnore]
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body!);
}
