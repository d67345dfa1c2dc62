using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>What a batch does to one room beside the posts in it. The last word on each thing counts.</summary>
internal sealed class RoomChange(string tenant, long room)
{
    public string Tenant => tenant;

    public long Room => room;

    /// <summary>Null where the room was there before the batch.</summary>
    public (RoomCreated Event, DateTime At)? Created { get; private set; }

    /// <summary>Null: it is called as before.</summary>
    public long? NamedVersion { get; private set; }

    /// <summary>Null also where the names were erased.</summary>
    public RoomPersonal? Names { get; private set; }

    /// <summary>Null: as before.</summary>
    public DateTime? UpdatedAt { get; private set; }

    public bool IsArchivedOrNot { get; private set; }

    public DateTime? ArchivedAt { get; private set; }

    public void Apply(Event e)
    {
        var at = e.Timestamp.UtcDateTime;
        switch (e.Data)
        {
            case RoomCreated created:
                (Created, NamedVersion, Names) = ((created, at), e.Version, created.Personal);
                break;
            case RoomUpdated updated:
                (NamedVersion, Names, UpdatedAt) = (e.Version, updated.Personal, at);
                break;
            case RoomAvatarSet:
                UpdatedAt = at;
                break;
            case RoomArchived:
                (IsArchivedOrNot, ArchivedAt) = (true, at);
                break;
            case RoomUnarchived:
                (IsArchivedOrNot, ArchivedAt) = (true, null);
                break;
        }
    }
}

internal static class RoomFold
{
    public static bool IsChange(object data) =>
        data is RoomCreated or RoomUpdated or RoomAvatarSet or RoomArchived or RoomUnarchived;

    public static IReadOnlyCollection<RoomChange> Of(IReadOnlyList<Event> events)
    {
        Dictionary<long, RoomChange>? changes = null;
        foreach (var e in events)
        {
            if (!IsChange(e.Data))
                continue;

            changes ??= [];
            var room = RoomStream.RoomOf(e);
            if (!changes.TryGetValue(room, out var change))
                changes[room] = change = new(e.Stream.Tenant, room);
            change.Apply(e);
        }

        return changes is null ? [] : changes.Values;
    }
}
