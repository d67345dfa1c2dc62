using System.Text;

namespace ChatEs.Fuzz.Requests;

/// <summary>
/// Bytes as text, one character each: what is sent need not be Unicode at all, and strings are what one cuts and joins.
/// Everything that goes on the wire is kept in this form.
/// </summary>
internal static class Latin
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);

    /// <summary>Percent-encoded where it has to be, in a path or a query.</summary>
    public static string Escape(string latin)
    {
        var escaped = new StringBuilder(latin.Length);
        foreach (var c in latin)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
                escaped.Append(c);
            else
                escaped.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
