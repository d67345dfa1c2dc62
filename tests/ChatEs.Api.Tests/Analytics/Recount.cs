using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>A message as the events tell of it.</summary>
internal sealed record Told(
    long Room, long Number, long? Author, MessageKind Kind, long? Parent, long? ReplyTo, string? Session, DateTimeOffset Posted, DateTimeOffset Shown)
{
    public bool Deleted { get; set; }

    public bool OfPeople => Kind != MessageKind.System && Author is not null;

    public bool Stands => OfPeople && !Deleted;

    public DateOnly Day => DateOnly.FromDateTime(Shown.UtcDateTime);
}

/// <summary>From which message to which somebody was in a room.</summary>
internal sealed record Stay(long Room, long User, long After, DateTimeOffset Joined)
{
    public long? Until { get; set; }

    public DateTimeOffset? Left { get; set; }

    public bool Covers(Told message) => Room == message.Room && After < message.Number && (Until is null || Until >= message.Number);
}

/// <summary>
/// What happened in a tenant's rooms, told from the events one by one without any of the read models, in the most simple
/// way there is.
/// </summary>
internal sealed class Recount
{
    private readonly Dictionary<(long Room, long Number), Told> _messages = [];

    public IReadOnlyList<Told> Messages => [.. _messages.Values.OrderBy(m => (m.Room, m.Number))];

    public List<Stay> Stays { get; } = [];

    /// <summary>When a user has marked a message as seen for the first time.</summary>
    public Dictionary<(long Room, long User, long Number), DateTimeOffset> Seen { get; } = [];

    public HashSet<(long Room, long Number, long User, string Emoji)> Reactions { get; } = [];

    public HashSet<(long Room, long Number, long File)> Attachments { get; } = [];

    public Told this[long room, long number] => _messages[(room, number)];

    public static async Task<Recount> Of(LogReader log, string tenant)
    {
        var recount = new Recount();
        for (var after = 0L; await log.FetchLog(after, 5_000) is { Count: > 0 } page; after = page[^1].Sequence)
        {
            foreach (var e in page.Where(e => e.Stream.Tenant == tenant && e.Stream.Id.StartsWith("room-", StringComparison.Ordinal)))
                recount.Tell(e, long.Parse(e.Stream.Id["room-".Length..], System.Globalization.CultureInfo.InvariantCulture));
        }
        return recount;
    }

    /// <summary>Who was there when it came, but its author.</summary>
    public List<long> Audience(Told message) =>
        [.. Stays.Where(s => s.Covers(message) && s.User != message.Author).Select(s => s.User).Distinct()];

    private long Last(long room) => _messages.Keys.Where(key => key.Room == room).Select(key => key.Number).DefaultIfEmpty(0).Max();

    private void Tell(Event e, long room)
    {
        switch (e.Data)
        {
            case MessagePosted posted:
                _messages.Add((room, posted.Number.Value), new(
                    room, posted.Number.Value, posted.Author?.Value, posted.Kind, posted.Parent?.Value, posted.ReplyTo?.Value, posted.Personal?.Session,
                    e.Timestamp, posted.Personal?.ClaimedAt ?? e.Timestamp));
                foreach (var file in posted.Files ?? [])
                    Attachments.Add((room, posted.Number.Value, file.Number.Value));
                break;
            case MessageDeleted deleted:
                this[room, deleted.Number.Value].Deleted = true;
                Reactions.RemoveWhere(r => (r.Room, r.Number) == (room, deleted.Number.Value));
                Attachments.RemoveWhere(a => (a.Room, a.Number) == (room, deleted.Number.Value));
                break;
            case ParticipantsAdded added:
                Stays.AddRange(added.Users.Select(user => new Stay(room, user.Value, Last(room), e.Timestamp)));
                break;
            case ParticipantsRemoved removed:
                foreach (var stay in removed.Users.Select(user => Stays.Single(s => s.Room == room && s.User == user.Value && s.Until is null)))
                    (stay.Until, stay.Left) = (Last(room), e.Timestamp);
                break;
            case MessagesSeen seen:
                for (var number = seen.From.Value; number <= Math.Min(seen.To.Value, Last(room)); number++)
                    Seen.TryAdd((room, seen.User.Value, number), e.Timestamp);
                break;
            case ReactionAdded reaction:
                Reactions.Add((room, reaction.Number.Value, reaction.User.Value, reaction.Personal!.Emoji));
                break;
            case ReactionRemoved reaction:
                Reactions.Remove((room, reaction.Number.Value, reaction.User.Value, reaction.Personal!.Emoji));
                break;
            case AttachmentAdded attached:
                Attachments.Add((room, attached.Number.Value, attached.File.Number.Value));
                break;
            case AttachmentRemoved detached:
                Attachments.Remove((room, detached.Number.Value, detached.File.Value));
                break;
        }
    }
}
