using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>Texts, numbers and bytes that have broken something somewhere. None holds a word that the oracles look for.</summary>
internal static class Hostile
{
    /// <summary>Written into JSON between quotes, and escaped into paths and queries.</summary>
    public static readonly string[] Texts =
    [
        "", " ", "\t", "\r\n", "\u00a0", "0", "-1", "null", "undefined", "true", "[]", "{}", "\\", "\"", "'", "`", "/", "..", "../../../../etc/passwd", "%00", "%c0%af",
        "a\0b", "\0", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u2028", "\ufeff", "\ufeffbob", "\ufffe", "\uffff", "\u200b", "\u202ebob\u202c", "\u2066\u2069", "e\u0301\u0301\u0301",
        "\U0001F98A", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0010FFFF", "\U0001D54F", "\u0130\u0131", "\uFDFA", "ß", "ﬁ", "Å", "A\u030a", "İ", "ı",
        "'; drop table chat.messages; --", "' or '1'='1", "$1", "$$", "%s%n%x", "{0}", "{{7*7}}", "${jndi:ldap://x}", "%d", "=1+1", "@SUM(1)", "+1", "-1+1", "<script>alert(1)</script>",
        "\r\nX-Injected: yes", "a\nX-Injected: yes\n\nbody", "bob,carol", "bob;carol", "bob bob", "BOB", "bob ", " bob", "bo\tb", "by-id", "me", "public", ".", "...", "~", "*", "?", "#", "%", "&", "=", "+",
        "2026-02-30T25:61:61Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2026-01-01", "2026-01-01T00:00:00+99:99",
        "2026-W01-1", "PT1H", "Europe/Berlin", "Nowhere/Else", "UTC", "http://[::1", "https://", "http://x:99999/", "file:///etc/passwd", "javascript:alert(1)", "https://u:p@hooks.invalid/", "//x", "data:,x",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "00000000000000000000000000000000", "rm_bvr0h6tnf4q1u52mfit0", "msg_1e1gcpgdp9e0z", "usr_",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e3", "0x10", "1_000", "١٢٣", "１２", "1.0", "NaN", "Infinity", "٣", "½", "1,2", "0000000001",
    ];

    /// <summary>Bytes that are no UTF-8, as they are.</summary>
    public static readonly string[] NotUnicode =
    [
        "\xff", "\xfe\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xc0\x80", "\xed\xa0\x80", "\xed\xb0\x80", "\xed\xa0\xbd\xed\xb8\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80", "\xe2\x82", "\xf0\x9f\xa6", "a\u00ffb", "\xc3",
    ];

    /// <summary>What stands between the quotes of a JSON string, escaped so or not at all.</summary>
    public static readonly string[] JsonEscapes =
    [
        @"\ud800", @"\udc00", @"\ud800\ud800", @"\udfff\ud800", @"\ud83e\udd8a", @"a\u0000b", @"\u0000", @"\uFFFF", @"\ufdd0", @"\x41", @"\u12", @"\", "\n", "\0", "\t", @"\u202e", @"\/", @"\b\f\n\r\t", @"\ud800x", @"x\udc00",
    ];

    public static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "2", "0.5", "1.0", "1e0", "1e2", "1.5e300", "1e400", "-1e400", "1e-400", "9007199254740991", "9007199254740992", "9007199254740993", "2147483647", "2147483648", "-2147483649",
        "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "1" + new string('0', 400), "0." + new string('1', 400), "00", "01", "+1", ".5", "5.",
        "NaN", "Infinity", "-Infinity", "0x1F", "1e", "1e+", "--1", "1_000", "67108863", "67108864", "134217727", "134217728", "253402300799999", "253402300800000", "-62135596800000", "8640000000000001", "1767225600000",
    ];

    public static readonly string[] Values =
    [
        "null", "true", "false", "[]", "{}", "\"\"", "0", "[null]", "[[]]", "[{}]", "{\"\":null}", "{\"a\":{\"b\":{}}}", "\"x\"", "[1,\"a\",null,true,{},[]]", "[\"bob\",\"bob\"]", "[\"bob\",1]", "\"[]\"", "\"{}\"", "\"1\"", "TRUE", "None",
        "undefined", "'x'", "/*x*/1", "", "{\"__proto__\":{}}", "{\"$type\":\"x\"}", "{\"$ref\":\"#\"}", "{\"$id\":\"1\"}",
    ];

    public static readonly string[] PathBreakers =
    [
        "%", "%z", "%zz", "%0", "%00", "%c0%af", "%ed%a0%80", "%ff", "%2f", "%5c", "%2e%2e", "..", ".", "", "%25", "%u0041", ";a=b", "%0d%0a", "a%00b", "%f0%9f%a6%8a", "\\", "%3f", "%23", "*", "{room}", "%7b%7d", "~", "0", "-1", "00001", "1.0",
        "+1", "1e1", "%31", "67108864", "9223372036854775807", "99999999999999999999", "by-id", "me", "public", "avatar", "true",
    ];

    public static readonly int[] Sizes = [100, 255, 256, 257, 1_000, 4_000, 4_096, 8_192, 20_000, 65_536, 70_000];

    public static readonly int[] HugeSizes = [200_000, 1_000_000, 1_048_575, 1_048_577, 2_097_153, 2_300_000];

    public static readonly int[] Depths = [10, 15, 16, 17, 32, 63, 64, 65, 128, 1_000, 10_000, 100_000];

    /// <summary>Any of it, as it goes between the quotes of a JSON string or into a header.</summary>
    public static string Text(Random random) => random.Next(10) switch
    {
        < 7 => Latin.Of(random.Pick(Texts)),
        7 => random.Pick(NotUnicode),
        _ => Latin.Of(string.Concat(Enumerable.Repeat(random.Pick(LongParts), random.Pick(Sizes)))),
    };

    private static readonly string[] LongParts = ["a", "é", "\U0001F98A", "\u0301", "9", "%", "\"", " ", "\n", "-"];

    public static T Pick<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>True that often in a hundred.</summary>
    public static bool Hits(this Random random, double percent) => random.NextDouble() * 100 < percent;
}
