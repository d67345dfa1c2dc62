using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>
/// A random history without what no decision would have let pass: who is in joins no more, nobody else leaves, moderates or
/// pins, and nothing happens to a message that is deleted.
/// </summary>
internal sealed class LawfulHistory
{
    private readonly Dictionary<StreamKey, long> _versions = [];
    private readonly HashSet<(StreamKey, UserNumber)> _in = [];
    private readonly HashSet<(StreamKey, MessageNumber)> _deleted = [];

    public static Event[] Of(IReadOnlyList<Event> events)
    {
        var history = new LawfulHistory();
        return [.. events.Select(e => (Event: e, Data: history.Judge(e.Stream, e.Data))).Where(e => e.Data is not null).Select(e => new Event
        {
            Stream = e.Event.Stream,
            Version = history._versions[e.Event.Stream] = history._versions.GetValueOrDefault(e.Event.Stream) + 1,
            Id = e.Event.Id,
            Type = e.Event.Type,
            Timestamp = e.Event.Timestamp,
            Data = e.Data!,
        })];
    }

    /// <returns>Null where it cannot have happened.</returns>
    private object? Judge(StreamKey room, object data) => data switch
    {
        ParticipantsAdded added => added.Users.Where(user => _in.Add((room, user))).ToList() is [_, ..] users ? new ParticipantsAdded(users) : null,
        ParticipantsRemoved removed => removed.Users.Where(user => _in.Remove((room, user))).ToList() is [_, ..] users ? new ParticipantsRemoved(users) : null,
        ModeratorGranted { User: var user } => If(_in.Contains((room, user)), data),
        ModeratorRevoked { User: var user } => If(_in.Contains((room, user)), data),
        RoomPinned { User: var user } => If(_in.Contains((room, user)), data),
        RoomUnpinned { User: var user } => If(_in.Contains((room, user)), data),
        MessageDeleted { Number: var number } => If(_deleted.Add((room, number)), data),
        MessageEdited { Number: var number } => If(!_deleted.Contains((room, number)), data),
        ReactionAdded { Number: var number } => If(!_deleted.Contains((room, number)), data),
        ReactionRemoved { Number: var number } => If(!_deleted.Contains((room, number)), data),
        AttachmentAdded { Number: var number } => If(!_deleted.Contains((room, number)), data),
        AttachmentRemoved { Number: var number } => If(!_deleted.Contains((room, number)), data),
        _ => data,
    };

    private static object? If(bool itCan, object data) => itCan ? data : null;
}
