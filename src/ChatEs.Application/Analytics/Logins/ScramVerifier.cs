using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatEs.Application.Analytics.Logins;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5802, SCRAM-SHA-256). Made here, so that the password itself is in no statement
/// and in no log of the server.
/// </summary>
internal static class ScramVerifier
{
    /// <summary>PostgreSQL's own. Its work slows down who guesses; a password of 256 random bits is not guessed.</summary>
    private const int Iterations = 4096;

    /// <param name="password">ASCII.</param>
    /// <param name="salt">16 random bytes.</param>
    public static string Of(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
