using System.Runtime.InteropServices;
using ChatEs.Application.Commands;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>Where in the log each room and each user changed last, from some place on. Not to be used by two at once.</summary>
internal sealed class LogChanges
{
    /// <summary>Beyond it, all is forgotten, and with it all that was held.</summary>
    private const int KnownAtMost = 200_000;

    private readonly Dictionary<long, LastChanges> _rooms = [];
    private readonly Dictionary<long, long> _users = [];
    private readonly Dictionary<string, long> _memberships = new(StringComparer.Ordinal);

    /// <summary>What changed before is not known.</summary>
    private long _from;

    public void StartAt(long place)
    {
        _from = place;
        _rooms.Clear();
        _users.Clear();
        _memberships.Clear();
    }

    public void Note(long place, string tenant, string stream, string type)
    {
        if (_rooms.Count + _users.Count > KnownAtMost)
            StartAt(place - 1);
        if (RoomFamily.NumberOf(stream) is { } room)
        {
            var parts = PartsOf(type);
            CollectionsMarshal.GetValueRefOrAddDefault(_rooms, room.Value, out _).Note(place, parts);
            if (parts == RoomParts.All || type is "participants_added" or "participants_removed")
                _memberships[tenant] = place;
        }
        else if (UserFamily.NumberOf(stream) is { } user)
        {
            _users[user.Value] = place;
        }
    }

    public bool HasChanged(Sources sources, long since)
    {
        if (since < _from)
            return true;
        if (sources.Room is { } room && HasChanged(room, sources.Parts, since))
            return true;
        if (sources.MembershipsOf is { } tenant && _memberships.TryGetValue(tenant, out var last) && last > since)
            return true;
        foreach (var user in sources.Users)
        {
            if (_users.TryGetValue(user, out var changed) && changed > since)
                return true;
        }
        return false;
    }

    public bool HasChanged(long room, RoomParts parts, long since) =>
        since < _from || (_rooms.TryGetValue(room, out var last) && last.Newest(parts) > since);

    /// <summary>An event that is not known here may have changed anything.</summary>
    private static RoomParts PartsOf(string type) => type switch
    {
        "message_posted" or "message_edited" or "message_deleted" or "reaction_added" or "reaction_removed" or "attachment_added"
            or "attachment_removed" => RoomParts.Messages,
        "messages_delivered" or "messages_seen" => RoomParts.Receipts,
        "participants_added" or "participants_removed" or "moderator_granted" or "moderator_revoked" or "room_pinned"
            or "room_unpinned" => RoomParts.Members,
        "room_updated" or "room_avatar_set" or "room_archived" or "room_unarchived" => RoomParts.Head,
        _ => RoomParts.All,
    };

    [StructLayout(LayoutKind.Auto)]
    private struct LastChanges
    {
        private long _head;
        private long _members;
        private long _messages;
        private long _receipts;

        public void Note(long place, RoomParts parts)
        {
            if (parts.HasFlag(RoomParts.Head))
                _head = place;
            if (parts.HasFlag(RoomParts.Members))
                _members = place;
            if (parts.HasFlag(RoomParts.Messages))
                _messages = place;
            if (parts.HasFlag(RoomParts.Receipts))
                _receipts = place;
        }

        public readonly long Newest(RoomParts parts)
        {
            var newest = parts.HasFlag(RoomParts.Head) ? _head : 0;
            newest = Math.Max(newest, parts.HasFlag(RoomParts.Members) ? _members : 0);
            newest = Math.Max(newest, parts.HasFlag(RoomParts.Messages) ? _messages : 0);
            return Math.Max(newest, parts.HasFlag(RoomParts.Receipts) ? _receipts : 0);
        }
    }
}
