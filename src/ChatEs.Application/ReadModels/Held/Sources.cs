using ChatEs.Domain;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>What a held value was read from. It is good until the log says of one of these that it has changed.</summary>
internal sealed record Sources
{
    private Sources()
    {
    }

    public long? Room { get; private init; }

    /// <summary>Of the room.</summary>
    public RoomParts Parts { get; private init; }

    /// <summary>Their numbers: all that their own streams tell of them.</summary>
    public long[] Users { get; private init; } = [];

    /// <summary>The tenant whose rooms somebody is in: anybody's coming or going in any of them counts.</summary>
    public string? MembershipsOf { get; private init; }

    public static Sources Of(RoomNumber room, RoomParts parts) => new() { Room = room.Value, Parts = parts };

    public static Sources Of(UserNumber user) => new() { Users = [user.Value] };

    public static Sources Memberships(string tenant) => new() { MembershipsOf = tenant };

    public Sources And(IEnumerable<long> users) => this with { Users = [.. Users, .. users] };
}
