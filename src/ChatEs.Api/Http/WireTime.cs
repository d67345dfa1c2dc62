namespace ChatEs.Api.Http;

/// <summary>Times for dialects that know no fractions of a second.</summary>
internal static class WireTime
{
    /// <summary>In UTC, cut and not rounded: a message is never shown later than it was.</summary>
    public static DateTime WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
