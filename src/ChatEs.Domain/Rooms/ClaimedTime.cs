namespace ChatEs.Domain.Rooms;

/// <summary>The time that a client claims for what it did, and how far it is believed.</summary>
internal static class ClaimedTime
{
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(5);

    public static Refusal? Refuse(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } claimed) return null;
        if (claimed.UtcDateTime.Year < 1970) return Refusals.Invalid("ClaimedAt", "The claimed time is before 1970.");

        return claimed > now + FurthestAhead
            ? Refusals.Invalid("ClaimedAt", "The claimed time is more than 5 minutes ahead.")
            : null;
    }

    /// <summary>
    /// In UTC and whole microseconds, which is what PostgreSQL keeps: the hash of the event is taken over what is stored.
    /// </summary>
    public static DateTimeOffset? CutToStore(DateTimeOffset? time) => time is { } claimed
        ? claimed.ToUniversalTime().AddTicks(-(claimed.UtcTicks % TimeSpan.TicksPerMicrosecond))
        : null;
}
