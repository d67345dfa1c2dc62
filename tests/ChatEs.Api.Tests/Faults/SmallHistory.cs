using System.Globalization;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.Faults.Checking;
using ChatEs.Faults.Load;

namespace ChatEs.Api.Tests.Faults;

/// <summary>
/// A right history to be spoilt: ann and ben in one room; ann posts twice, ben sees the first, both read. Requests follow
/// each other, ten microseconds each.
/// </summary>
internal sealed class SmallHistory
{
    private const string Tenant = "acme";
    private const long RoomNumber = 7;

    public List<Attempt> Attempts { get; } = [];

    public List<Event> Log { get; } = [];

    public SmallHistory()
    {
        Store("setting", "user-1", new UserRegistered(new(1), new("ann", "ann")));
        Store("setting", "user-2", new UserRegistered(new(2), new("ben", "ben")));
        Ask("setting", Act.CreateRoom, "ann", 201, """{"room":7}""", text: "lounge", once: true, room: null);
        Store("setting", "room-7", new RoomCreated(new(RoomNumber), RoomKind.Group, RoomVisibility.Private, new(1), new("lounge", null)));
        Store("setting", "room-7", new ParticipantsAdded([new(1), new(2)]));
        Post("first", 1);
        Post("second", 2);
        Ask("see", Act.See, "ben", 200, """{"room":7,"unread":1}""", message: 1, from: 1);
        Store("see", "room-7", new MessagesSeen(new(2), new(1), new(1)));
        Ask("unread", Act.ReadUnread, "ben", 200, """{"room":7,"unread":1}""");
        Ask("page", Act.ReadPage, "ann", 200, Page("first", "second"));
    }

    public History History => new(Tenant, Attempts, Log);

    public IReadOnlyList<string> Objections => Checker.Check(History);

    public static Guid IdOf(long number) => new((int)number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static string Page(params string[] texts) =>
        $$"""{"messages":[{{string.Join(',', texts.Select((text, i) => $$"""{"number":{{i + 1}},"id":"{{IdOf(i + 1)}}","text":"{{text}}"}"""))}}]}""";

    public void Post(string text, long number, int? status = 201)
    {
        Ask(text, Act.Post, "ann", status, string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number}},"id":"{{IdOf(number)}}"}"""), text: text, once: true);
        Store(text, "room-7", Message(text, number));
    }

    public static MessagePosted Message(string text, long number) =>
        new(new(number), IdOf(number), new(1), MessageKind.Text, null, null, new(text, null));

    /// <param name="command">The request's own name too, unless it is there already.</param>
    public Attempt Ask(
        string command, Act act, string user, int? status, string? body, string? text = null, long? message = null, long from = 0, bool once = false,
        long? room = RoomNumber)
    {
        var began = Attempts.Count * 20L;
        var id = Attempts.Exists(a => a.Id == command) ? $"{command}-again" : command;
        var attempt = new Attempt(id, command, act, once, user, 0, room, message, text, began)
        {
            From = from,
            Ended = began + 10,
            Status = status,
            Body = status is null ? null : body,
            RetryAfter = status == 503 ? "1" : null,
        };
        Attempts.Add(attempt);
        return attempt;
    }

    public Event Store(string attempt, string stream, object data)
    {
        var e = new Event
        {
            Sequence = Log.Count + 1,
            Stream = new(Tenant, stream),
            Version = Log.Count(other => other.Stream.Id == stream) + 1,
            Id = Guid.NewGuid(),
            Type = data.GetType().Name,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(Log.Count),
            Data = data,
            Metadata = new(attempt, null, null),
        };
        Log.Add(e);
        return e;
    }

    public void Change(string attempt, Func<Attempt, Attempt> change)
    {
        var i = Attempts.FindIndex(a => a.Id == attempt);
        Attempts[i] = change(Attempts[i]);
    }

    /// <summary>The event in this place of the log becomes another one.</summary>
    public void Replace(int place, long? sequence = null, long? version = null, object? data = null, DateTimeOffset? at = null)
    {
        var e = Log[place];
        Log[place] = new()
        {
            Sequence = sequence ?? e.Sequence,
            Stream = e.Stream,
            Version = version ?? e.Version,
            Id = e.Id,
            Type = e.Type,
            Timestamp = at ?? e.Timestamp,
            Data = data ?? e.Data,
            Metadata = e.Metadata,
        };
    }

    public void Remove(int place)
    {
        Log.RemoveAt(place);
        for (var i = place; i < Log.Count; i++)
            Replace(i, sequence: i + 1);
    }
}
