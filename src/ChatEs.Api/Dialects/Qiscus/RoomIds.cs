using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>The parameters <c>room_ids</c> and <c>room_channel_ids</c>.</summary>
internal static class RoomIds
{
    private const int MostRooms = 1_000;

    /// <summary>A room id that is no number may be a channel id, as everywhere where a room is only read.</summary>
    public static (IReadOnlyList<RoomNumber> Numbers, IReadOnlyList<string> Keys) Of(QiscusCall call)
    {
        // Only here a comma parts values: channel ids and user ids may hold one.
        string[] ids = [.. (call.Texts("room_ids") ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        var channels = call.Texts("room_channel_ids") ?? [];
        if (ids.Length + channels.Count > MostRooms)
            call.Invalid("room_ids", $"May name at most {MostRooms} rooms, channel ids included.");
        return ([.. ids.Select(QiscusValues.Room).OfType<RoomNumber>()], [.. ids.Where(id => QiscusValues.Room(id) is null), .. channels]);
    }
}
