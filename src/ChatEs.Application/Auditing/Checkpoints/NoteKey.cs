using System.Globalization;
using System.Security.Cryptography;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>
/// A public ECDSA key on P-256 that notes are verified with: signature type 0x02 of c2sp.org/signed-note, SHA-256 over
/// the text, the signature in DER. Its id is the beginning of the SHA-256 of the key in DER, for this type without its name.
/// </summary>
public sealed class NoteKey
{
    internal const string Curve = "1.2.840.10045.3.1.7";

    private const byte Ecdsa = 2;

    private readonly byte[] _publicKey;

    /// <param name="name">Null where it is not known, as of a PEM file: then the id alone tells the key.</param>
    /// <param name="publicKey">SubjectPublicKeyInfo, DER.</param>
    /// <exception cref="FormatException">It is no ECDSA key on P-256.</exception>
    public NoteKey(string? name, byte[] publicKey)
    {
        (Name, _publicKey) = (name, publicKey);
        try
        {
            using var key = Import();
            if (key.ExportParameters(false).Curve.Oid.Value != Curve)
                throw new FormatException("The key is not on the curve P-256.");
        }
        catch (CryptographicException e)
        {
            throw new FormatException("That is no public ECDSA key.", e);
        }
    }

    public string? Name { get; }

    /// <summary>4 bytes.</summary>
    public byte[] Id => SHA256.HashData(_publicKey)[..4];

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public IReadOnlyList<byte> PublicKey => _publicKey;

    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _publicKey) + "\n";

    /// <summary>The C2SP spelling, name+id+key. A key without a name has none.</summary>
    public string? VerifierKey => Name is null ? null : $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Ecdsa, .. _publicKey])}";

    /// <param name="text">A PEM public key, or a verifier key in the C2SP spelling.</param>
    /// <exception cref="FormatException">It is neither, in a sentence.</exception>
    public static NoteKey Parse(string text)
    {
        var given = text.Trim();
        if (!given.StartsWith("-----", StringComparison.Ordinal))
            return ParseVerifierKey(given);
        try
        {
            // A private key is taken for the public one in it: nobody should be made to hand one out for that.
            using var key = ECDsa.Create();
            key.ImportFromPem(given);
            return new NoteKey(null, key.ExportSubjectPublicKeyInfo());
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new FormatException("That is no ECDSA key in PEM.", e);
        }
    }

    /// <summary>Whether this key signed the note: false where no signature is its own.</summary>
    /// <exception cref="FormatException">A signature says that it is of this key, and is not. The whole note is to be refused.</exception>
    public bool Signed(SignedNote note)
    {
        var own = note.Signatures.Where(s => s.KeyId.AsSpan().SequenceEqual(Id) && (Name is null || s.Name == Name)).ToList();
        using var key = Import();
        var text = System.Text.Encoding.UTF8.GetBytes(note.Text);
        if (own.Any(s => !key.VerifyData(text, s.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)))
            throw new FormatException($"The signature of {own[0].Name} does not match the text.");
        return own is not [];
    }

    private static NoteKey ParseVerifierKey(string given)
    {
        if (given.Split('+', 3) is not [var name, var id, var base64] || !SignedNote.IsName(name))
            throw new FormatException("A key is a PEM public key, or name+id+key in the spelling of C2SP.");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < 2 || bytes[0] != Ecdsa)
            throw new FormatException("That is no verifier key of an ECDSA key.");
        var key = new NoteKey(name, bytes[1..length]);
        return uint.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) && Convert.ToHexStringLower(key.Id) == id
            ? key
            : throw new FormatException("The id of the verifier key is not that of its key.");
    }

    private ECDsa Import()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(_publicKey, out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}

/// <summary>A private key and its name.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly ECDsa _key;

    /// <summary>Takes the key over.</summary>
    internal NoteSigner(string name, ECDsa key)
    {
        _key = key;
        Key = new NoteKey(name, key.ExportSubjectPublicKeyInfo());
    }

    public NoteKey Key { get; }

    public SignedNote Sign(Checkpoint checkpoint)
    {
        var signature = _key.SignData(
            System.Text.Encoding.UTF8.GetBytes(checkpoint.Text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SignedNote(checkpoint.Text, [new NoteSignature(Key.Name!, Key.Id, signature)]);
    }

    public void Dispose() => _key.Dispose();
}
