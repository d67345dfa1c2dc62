using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary>How words, times and cursors are spelled in <c>/v1</c>.</summary>
internal static class NativeValues
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz",
    ];

    public static string Word(RoomKind kind) => kind switch
    {
        RoomKind.Single => "single",
        RoomKind.Channel => "channel",
        _ => "group",
    };

    public static string Word(RoomVisibility visibility) => visibility == RoomVisibility.Public ? "public" : "private";

    public static string Word(MessageKind kind) => kind == MessageKind.System ? "system" : "text";

    public static RoomKind RoomKindOf(NativeCall call, string? word)
    {
        switch (word)
        {
            case null or "group": return RoomKind.Group;
            case "single": return RoomKind.Single;
            case "channel": return RoomKind.Channel;
            default:
                call.Invalid("kind", "Must be group, single or channel.");
                return default;
        }
    }

    public static RoomVisibility VisibilityOf(NativeCall call, string? word)
    {
        if (word is not (null or "private" or "public"))
            call.Invalid("visibility", "Must be private or public.");
        return word == "public" ? RoomVisibility.Public : RoomVisibility.Private;
    }

    public static MessageKind MessageKindOf(NativeCall call, string? word)
    {
        if (word is not (null or "text" or "system"))
            call.Invalid("kind", "Must be text or system.");
        return word == "system" ? MessageKind.System : MessageKind.Text;
    }

    /// <summary>A time without a zone is no point in time, so it is refused.</summary>
    public static DateTimeOffset? TimeOf(NativeCall call, string member, string? text)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time.ToUniversalTime();
        call.Invalid(member, "Must be an ISO 8601 time with its zone, like 2026-01-31T08:15:00Z.");
        return null;
    }

    public static string CursorOf(DateTimeOffset time, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null when the query has none, or one that no answer ever gave.</returns>
    public static (DateTimeOffset Time, long Number)? CursorFrom(NativeCall call)
    {
        if (call.Query("after") is not { } text)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        if (Base64Url.IsValid(text, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
            if (ticks >= DateTimeOffset.UnixEpoch.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks)
                return (new(ticks, TimeSpan.Zero), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        }
        call.Invalid("after", "Must be the next of an earlier answer.");
        return null;
    }
}
