using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace ChatEs.EventStore.Hashing;

/// <summary>
/// Escapes what RFC 8785 escapes and nothing else: the quotation mark, the backslash and the control characters below
/// U+0020. .NET's relaxed encoder still escapes U+00A0, emoji and more, and a hash over such text is another hash.
/// </summary>
public sealed class CanonicalEncoder : JavaScriptEncoder
{
    public static readonly CanonicalEncoder Instance = new();

    private CanonicalEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) =>
        new ReadOnlySpan<char>(text, textLength).IndexOfAny(Escaped);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(EscapedUtf8);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        Span<char> escape = stackalloc char[6];
        var length = Escape(unicodeScalar, escape);
        numberOfCharactersWritten = 0;
        if (!escape[..length].TryCopyTo(output))
            return false;
        numberOfCharactersWritten = length;
        return true;
    }

    private static int Escape(int scalar, Span<char> escape)
    {
        var shorthand = scalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        escape[0] = '\\';
        if (shorthand != '\0')
        {
            escape[1] = shorthand;
            return 2;
        }
        if (scalar < 0x20)
        {
            escape[1] = 'u';
            escape[2] = escape[3] = '0';
            escape[4] = (char)('0' + (scalar >> 4));
            escape[5] = "0123456789abcdef"[scalar & 0xF];
            return 6;
        }
        return new Rune(scalar).EncodeToUtf16(escape);
    }

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create("\"\\" + new string([.. Enumerable.Range(0, 0x20).Select(c => (char)c)]));

    private static readonly SearchValues<byte> EscapedUtf8 =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);
}
