using System.Security.Cryptography;
using System.Text;

namespace ChatEs.Application.Webhooks;

/// <summary>The secret of a webhook and what it signs, by the specification of Standard Webhooks (symmetric, <c>v1</c>).</summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";

    /// <summary>What is encrypted for this purpose cannot be read for another.</summary>
    internal const string Purpose = "webhook secrets";

    /// <summary>So long the former secret signs too, after a rotation.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <param name="secrets">The present one first; each gives a signature, parted by spaces.</param>
    /// <param name="at">Seconds since 1970.</param>
    /// <returns>The header <c>webhook-signature</c>.</returns>
    public static string Sign(IEnumerable<string> secrets, string messageId, long at, ReadOnlySpan<byte> body)
    {
        var signed = new byte[Encoding.UTF8.GetMaxByteCount(messageId.Length + 22) + body.Length];
        var length = Encoding.UTF8.GetBytes($"{messageId}.{at}.", signed);
        body.CopyTo(signed.AsSpan(length));
        var content = signed.AsSpan(0, length + body.Length);
        var signatures = new List<string>();
        foreach (var secret in secrets)
            signatures.Add($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), content))}");
        return string.Join(' ', signatures);
    }
}
