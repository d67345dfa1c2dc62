using System.Globalization;
using System.Text.Json;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;

namespace ChatEs.Application.Auditing;

/// <summary>One thing that happened to a message.</summary>
/// <param name="Type">The stored name.</param>
/// <param name="By">Who it was, as he is called today; null for a bare server key.</param>
/// <param name="Caller">The principal of the headers: whose credentials were used.</param>
/// <param name="Dialect">By which API.</param>
/// <param name="Data">The event; its personal part is null once it is erased.</param>
public sealed record MessageChange(
    long Version, long Sequence, string Type, DateTimeOffset At, UserView? By, string? Caller, string? Dialect, RoomEvent Data);

public sealed record MessageChangePage(IReadOnlyList<MessageChange> Changes, bool HasMore);

/// <summary>
/// What happened to one message, out of the log itself: every text that it ever had, deleted or not. It goes through the
/// room's events from the one asked for on; the cost is linear in them.
/// </summary>
public sealed class MessageHistory(StoredEvents events, EventTypes types, UserQueries users)
{
    private static readonly IReadOnlyList<string> OfMessages =
    [
        "message_posted", "message_edited", "message_deleted", "reaction_added", "reaction_removed", "attachment_added", "attachment_removed",
    ];

    /// <param name="after">The version of the room that the page before ended with; 0 for the first.</param>
    /// <returns>Empty also when there is no such message, or no such room.</returns>
    public async Task<MessageChangePage> Of(
        string tenant, RoomNumber room, MessageNumber number, long after, int limit, CancellationToken cancellation)
    {
        var range = new EventRange(
            tenant, RoomFamily.StreamId(room), FromVersion: after + 1, Types: OfMessages,
            Data: string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number.Value}}}"""), Limit: limit + 1);
        List<(StoredEvent Stored, RoomEvent Data, Headers By)> found = [];
        await foreach (var stored in events.Read(range, cancellation))
            found.Add((stored, (RoomEvent)types.Read(stored.Type, stored.Data).Data, HeadersOf(stored)));

        var people = (await users.ByNumbers(tenant, [.. found.Select(Who).OfType<UserNumber>().Distinct()], cancellation)).ToDictionary(user => user.Number);
        var changes = found.Take(limit).Select(f => new MessageChange(
            f.Stored.Version, f.Stored.Sequence, f.Stored.Type, f.Stored.Timestamp, Who(f) is { } who ? people.GetValueOrDefault(who) : null,
            f.By.Caller, f.By.Dialect, f.Data));
        return new([.. changes], found.Count > limit);
    }

    /// <summary>As the event itself says; the headers where it does not.</summary>
    private static UserNumber? Who((StoredEvent Stored, RoomEvent Data, Headers By) change) => change.Data switch
    {
        MessagePosted { Author: { } author } => author,
        MessageDeleted { By: { } by } => by,
        ReactionAdded reaction => reaction.User,
        ReactionRemoved reaction => reaction.User,
        _ => change.By.User,
    };

    private static Headers HeadersOf(StoredEvent stored)
    {
        if (stored.Headers is null)
            return default;
        using var document = JsonDocument.Parse(stored.Headers);
        var headers = document.RootElement;
        return new(
            headers.TryGetProperty("user", out var user) ? new UserNumber(user.GetInt64()) : null,
            headers.TryGetProperty("caller", out var caller) ? caller.GetString() : null,
            headers.TryGetProperty("dialect", out var dialect) ? dialect.GetString() : null);
    }

    private readonly record struct Headers(UserNumber? User, string? Caller, string? Dialect);
}
