using System.Security.Cryptography;
using System.Text;

namespace ChatEs.Application.Import;

/// <summary>
/// The id that a message of a file gets. It is a function of what the file says, so that a second import finds what the
/// first has done, whichever process that was and wherever it stopped.
/// </summary>
public static class ImportIds
{
    /// <summary>A UUID of version 8. No part but the last may contain NUL, else two messages could share an id.</summary>
    public static Guid MessageId(string tenant, string room, string sourceId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\0import\0{room}\0{sourceId}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
