using System.Security.Cryptography;
using ChatEs.Application.Vault;
using Microsoft.Extensions.Options;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>The key that signs checkpoints: a configured file's, else one that is made on first use and kept in the vault.</summary>
public sealed class CheckpointKeys(SigningKeys vault, IOptions<AuditSettings> settings)
{
    private const string Purpose = "checkpoints";

    /// <summary>Null where none is configured: then the first checkpoint gives the log its name.</summary>
    public string? ConfiguredName => settings.Value.LogName is { Length: > 0 } name
        ? SignedNote.IsName(name) ? name : throw new FormatException("Audit:LogName has no white space, no plus and no control character.")
        : null;

    /// <summary>Reads what is configured once, so that the service does not start with a key that it cannot use.</summary>
    /// <exception cref="FormatException">It cannot be used, in a sentence.</exception>
    public void Check()
    {
        _ = ConfiguredName;
        FromFile()?.Dispose();
    }

    /// <exception cref="FormatException">The configured file cannot be used, in a sentence.</exception>
    public async ValueTask<NoteSigner> Signer(string name, CancellationToken cancellation)
    {
        if (FromFile() is { } configured)
            return new NoteSigner(name, configured);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(await vault.Get(Purpose, Make, cancellation), out _);
        return new NoteSigner(name, key);
    }

    private ECDsa? FromFile()
    {
        if (settings.Value.KeyFile is not { Length: > 0 } path)
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            var parameters = key.ExportParameters(true);
            CryptographicOperations.ZeroMemory(parameters.D);
            if (parameters.Curve.Oid.Value == NoteKey.Curve)
                return key;
            throw new FormatException($"The key in {path} is not on the curve P-256.");
        }
        catch (Exception e)
        {
            key.Dispose();
            if (e is ArgumentException or CryptographicException)
                throw new FormatException($"{path} holds no private ECDSA key in PEM without a password.", e);
            if (e is IOException or UnauthorizedAccessException)
                throw new FormatException($"The key for checkpoints cannot be read: {e.Message}", e);
            throw;
        }
    }

    private static byte[] Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }
}
