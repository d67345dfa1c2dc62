using System.Globalization;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels;

internal static class RoomStream
{
    private const string Prefix = "room-";

    /// <summary>The room of one of its events: most events of a room do not repeat its number.</summary>
    public static long RoomOf(Event @event) => RoomOf(@event.Stream.Id);

    public static long RoomOf(string streamId) =>
        long.Parse(streamId.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
