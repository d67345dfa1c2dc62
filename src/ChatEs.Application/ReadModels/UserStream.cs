using System.Globalization;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels;

internal static class UserStream
{
    private const string Prefix = "user-";

    /// <summary>The user of one of its events: only the first of them says his number.</summary>
    public static long UserOf(Event @event) =>
        long.Parse(@event.Stream.Id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
