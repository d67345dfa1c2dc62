using System.Globalization;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>How rooms, pages and times are spelled in this dialect.</summary>
internal static class QiscusValues
{
    public const string Nothing = "{}";

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK",
    ];

    public static string Type(RoomKind kind) => kind == RoomKind.Single ? "single" : "group";

    /// <summary>Null when it is no number of a room, so that it can only be a channel id. One number has one spelling.</summary>
    public static RoomNumber? Room(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= RoomNumber.Max && id[0] != '0'
            ? new RoomNumber(number)
            : null;

    /// <summary>Of the message itself, in seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string ExactTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The vendor's spelling has no zone and means UTC.</summary>
    public static DateTimeOffset? TimeOf(QiscusCall call, string name)
    {
        if (call.Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time.ToUniversalTime();
        call.Invalid(name, "Must be a time like 2026-01-31 08:15:00, in UTC.");
        return null;
    }

    public static bool IsObject(string json) => json.AsSpan().TrimStart(" \t\r\n") is ['{', ..];

    /// <summary>What another dialect kept may be an array, which would break the clients of this one.</summary>
    public static string? ObjectOrNone(string? json) => json is not null && IsObject(json) ? json : null;

    public static QiscusPage Page(QiscusCall call, int usual, int most)
    {
        var (page, limit) = (call.Number("page"), call.Number("limit"));
        return new(page is > 0 ? page.Value : 1, limit is > 0 ? (int)Math.Min(limit.Value, most) : usual);
    }
}

internal sealed record QiscusPage(long Number, int Limit)
{
    /// <summary>A page far behind the last one is as empty as any.</summary>
    public int Offset => (int)Math.Min((Number - 1) * (decimal)Limit, int.MaxValue);
}
