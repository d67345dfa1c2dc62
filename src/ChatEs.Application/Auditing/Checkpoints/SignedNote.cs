using System.Text;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <param name="Name">Of the key.</param>
/// <param name="KeyId">4 bytes.</param>
public sealed record NoteSignature(string Name, byte[] KeyId, byte[] Signature);

/// <summary>A text and who signed it, in the form of c2sp.org/signed-note.</summary>
/// <param name="Text">What is signed: with its last line feed, without the blank line.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    public const int MostSignatures = 100;

    private const string SignatureStart = "— ";
    private const int KeyIdLength = 4;

    /// <summary>Whether it may name a key and a log: not empty, no white space, no plus, no control character.</summary>
    public static bool IsName(string name) =>
        name is not "" && !name.EnumerateRunes().Any(c => Rune.IsWhiteSpace(c) || Rune.IsControl(c) || c.Value is '+' or 0xFFFD);

    /// <exception cref="FormatException">It is no signed note, in a sentence.</exception>
    public static SignedNote Parse(string note)
    {
        if (note.Any(c => c < ' ' && c != '\n'))
            throw new FormatException("A signed note has no control characters but line feeds.");
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || note is not [.., '\n'])
            throw new FormatException("A signed note is a text, a blank line, and a line for each signature.");
        var lines = note[(end + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MostSignatures)
            throw new FormatException($"A signed note has 1 to {MostSignatures} signatures.");
        return new SignedNote(note[..(end + 1)], [.. lines.Select(ParseSignature)]);
    }

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
            note.Append(SignatureStart).Append(signature.Name).Append(' ').Append(Convert.ToBase64String([.. signature.KeyId, .. signature.Signature])).Append('\n');
        return note.ToString();
    }

    private static NoteSignature ParseSignature(string line)
    {
        if (!line.StartsWith(SignatureStart, StringComparison.Ordinal) || line[SignatureStart.Length..].Split(' ') is not [var name, var base64] || !IsName(name))
            throw new FormatException("A signature is a line of an em dash, the name of the key, and the signature in base64.");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length <= KeyIdLength)
            throw new FormatException("A signature is a line of an em dash, the name of the key, and the signature in base64.");
        return new NoteSignature(name, bytes[..KeyIdLength], bytes[KeyIdLength..length]);
    }
}
