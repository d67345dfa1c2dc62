using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ChatEs.Api.Http;
using ChatEs.Application.Realtime;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Native;

/// <summary>How words, times and cursors are spelled in <c>/v1</c>.</summary>
internal static class NativeValues
{
    /// <summary>Every number fits into a JavaScript number.</summary>
    public const long LargestNumber = (1L << 53) - 1;

    public static readonly string ExternalIdRule =
        $"Must be 1 to {Validation.LongestExternalId} characters without control characters, and not the name of an erased user.";

    private const int LongestTextCursor = 512;

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

    public static string Word(MessageKind kind) => kind switch
    {
        MessageKind.Image => "image",
        MessageKind.File => "file",
        MessageKind.System => "system",
        MessageKind.Offline => "offline",
        _ => "text",
    };

    /// <summary>Null for plain, which is not said.</summary>
    public static string? Word(MessageMarkup markup) => markup switch
    {
        MessageMarkup.Html => "html",
        MessageMarkup.Markdown => "markdown",
        MessageMarkup.Code => "code",
        MessageMarkup.Latex => "latex",
        _ => null,
    };

    public static string Word(LinkType type) => type == LinkType.Image ? "image" : "page";

    public static string Word(UserType type) => type switch
    {
        UserType.Admin => "admin",
        UserType.Embed => "embed",
        UserType.EmbedInsecure => "embed_insecure",
        _ => "member",
    };

    public static string Word(LiveEnd end) => end switch
    {
        LiveEnd.TooSlow => "too_slow",
        LiveEnd.NoLongerAdmitted => "no_longer_admitted",
        LiveEnd.NoLongerInRoom => "no_longer_in_room",
        _ => "stopping",
    };

    public static string Word(ApiKeyKind kind) => kind switch
    {
        ApiKeyKind.Auditor => "auditor",
        ApiKeyKind.Analytics => "analytics",
        _ => "secret",
    };

    public static RoomKind RoomKindOf(NativeCall call, string? word) => OneOf<RoomKind>(call, "kind", word, Word) ?? RoomKind.Group;

    public static RoomVisibility VisibilityOf(NativeCall call, string? word) =>
        OneOf<RoomVisibility>(call, "visibility", word, Word) ?? RoomVisibility.Private;

    public static MessageKind MessageKindOf(NativeCall call, string? word) => OneOf<MessageKind>(call, "kind", word, Word) ?? MessageKind.Text;

    public static MessageMarkup MarkupOf(NativeCall call, string? word) =>
        OneOf<MessageMarkup>(call, "markup", word, markup => Word(markup) ?? "plain") ?? MessageMarkup.Plain;

    public static UserType? UserTypeOf(NativeCall call, string? word) => OneOf<UserType>(call, "type", word, Word);

    /// <returns>Null when there is no word, or a wrong one, which the call is told of.</returns>
    public static T? OneOf<T>(NativeCall call, string member, string? word, Func<T, string> spell) where T : struct, Enum
    {
        if (word is null)
            return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (spell(value) == word)
                return value;
        }
        call.Invalid(member, $"Must be one of {string.Join(", ", Enum.GetValues<T>().Select(spell))}.");
        return null;
    }

    /// <summary>A flag of the query.</summary>
    public static bool? FlagOf(NativeCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        if (text is "true" or "false")
            return text == "true";
        call.Invalid(name, "Must be true or false.");
        return null;
    }

    public static Guid? UuidOf(NativeCall call, string member, string? text)
    {
        if (text is null)
            return null;
        if (Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty)
            return id;
        call.Invalid(member, "Must be a UUID like 0198c0de-0000-7000-8000-000000000001.");
        return null;
    }

    /// <summary>A value of the caller as it came, if it is not longer than can be kept.</summary>
    public static string? DocumentOf(NativeCall call, string member, RawJson? json)
    {
        if (json is { Text.Length: > Validation.LongestDocument })
            call.Invalid(member, $"May have at most {Validation.LongestDocument} characters.");
        else if (json is not null && !Json.IsDocument(json.Text))
            call.Invalid(member, "May hold neither the NUL character nor half of a surrogate pair.");
        return json?.Text;
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

    /// <summary>Of a list that is ordered by a text before the number.</summary>
    public static string CursorOf(string text, long number)
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }

    /// <inheritdoc cref="CursorFrom"/>
    public static (string Text, long Number)? TextCursorFrom(NativeCall call)
    {
        if (call.Query("after") is not { } text)
            return null;
        if (Base64Url.IsValid(text, out var length) && length is > sizeof(long) and <= LongestTextCursor)
        {
            var bytes = Base64Url.DecodeFromChars(text);
            var word = Encoding.UTF8.GetString(bytes.AsSpan(sizeof(long)));
            if (Validation.CanBeStored(word))
                return (word, BinaryPrimitives.ReadInt64BigEndian(bytes));
        }
        call.Invalid("after", "Must be the next of an earlier answer.");
        return null;
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
