using System.Reflection;
using ChatEs.Domain.Rooms;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>Rooms as text: their dictionaries compare by reference.</summary>
internal static class RoomTelling
{
    public static Room Evolved(IEnumerable<RoomEvent> events) =>
        events.Aggregate<RoomEvent, Room>(Room.NotCreated.Instance, Room.Evolve);

    public static string Whole(Room room) => room is Room.Existing existing
        ? $"{Structure(room)} {Told(existing.Points.Reactions)} {existing.Points.Names} {existing.Points.Avatar}"
        : Structure(room);

    /// <summary>What must not depend on anything personal.</summary>
    public static string Structure(Room room) => room is Room.Existing existing
        ? $"{room.GetType().Name} {existing.Number} {existing.Kind} {existing.Visibility} {existing.LastMessage} {existing.MemberCount} "
            + Told(existing.Points.Members) + Told(existing.Points.Messages) + Told(existing.Points.Pins) + Told(existing.Points.Files)
        : "not created";

    /// <summary>By reflection, so that an event added later is erased here too.</summary>
    public static T WithoutPersonal<T>(T e) where T : notnull
    {
        if (e.GetType().GetProperty("Personal") is not { } personal) return e;

        var copy = (T)e.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(e, null)!;
        personal.SetValue(copy, null);
        return copy;
    }

    private static string Told<TKey, TPoint>(IEnumerable<KeyValuePair<TKey, TPoint>> points) =>
        $"[{string.Join(';', points.Select(point => $"{point.Key}={point.Value}").Order(StringComparer.Ordinal))}]";
}
