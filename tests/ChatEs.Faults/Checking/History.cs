using System.Globalization;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.Faults.Load;

namespace ChatEs.Faults.Checking;

/// <summary>
/// What clients sent and were told, beside what the log says: the one input of every rule. An event belongs to the attempt
/// that its correlation id names, an attempt to its command.
/// </summary>
/// <param name="attempts">Of one tenant, all of them.</param>
/// <param name="log">The log from the schedule's begin on, in its order: all tenants, without a hole.</param>
internal sealed class History(string tenant, IReadOnlyList<Attempt> attempts, IReadOnlyList<Event> log)
{
    private readonly ILookup<string, Event> _byAttempt = log.Where(e => e.Stream.Tenant == tenant && e.Metadata.CorrelationId is not null)
        .ToLookup(e => e.Metadata.CorrelationId!, StringComparer.Ordinal);

    private readonly Dictionary<string, long> _told = attempts.Where(a => a.IsDone)
        .GroupBy(a => a.Command, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Min(a => a.Ended), StringComparer.Ordinal);

    public IReadOnlyList<Attempt> Attempts => attempts;

    public IReadOnlyList<Event> Log => log;

    /// <summary>The tenant's own events.</summary>
    public IReadOnlyList<Event> Own { get; } = [.. log.Where(e => e.Stream.Tenant == tenant)];

    public IReadOnlyDictionary<string, Attempt> ById { get; } = attempts.ToDictionary(a => a.Id, StringComparer.Ordinal);

    /// <summary>The numbers of the users, by their external ids.</summary>
    public IReadOnlyDictionary<string, long> Users { get; } = log.Where(e => e.Stream.Tenant == tenant)
        .Select(e => e.Data).OfType<UserRegistered>().Where(u => u.Personal is not null)
        .GroupBy(u => u.Personal!.ExternalId, StringComparer.Ordinal).ToDictionary(u => u.Key, u => u.First().User.Value, StringComparer.Ordinal);

    /// <summary>The events that an attempt is about; that an author joined or was registered on the way is none of them.</summary>
    public IReadOnlyList<Event> MainEvents(Attempt attempt) => [.. _byAttempt[attempt.Id].Where(e => IsMain(attempt.Act, e.Data))];

    public IEnumerable<Event> Events(Attempt attempt) => _byAttempt[attempt.Id];

    /// <summary>When a client first knew that the command was carried out; the end of time where none did.</summary>
    public long KnownAt(Attempt attempt) => _told.GetValueOrDefault(attempt.Command, long.MaxValue);

    public static long RoomOf(Event e) => long.Parse(e.Stream.Id.AsSpan("room-".Length), CultureInfo.InvariantCulture);

    private static bool IsMain(Act act, object data) => act switch
    {
        Act.CreateRoom or Act.GetChannel or Act.GetSingle => data is RoomCreated,
        Act.Post => data is MessagePosted,
        Act.Edit => data is MessageEdited,
        Act.Delete => data is MessageDeleted,
        Act.See => data is MessagesSeen,
        Act.Add => data is ParticipantsAdded,
        Act.Remove => data is ParticipantsRemoved,
        _ => false,
    };
}
