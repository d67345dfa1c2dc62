using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Vault;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// JSON Web Tokens, signed with HMAC-SHA256 by a key of the tenant's own. A token names a session and says nothing that is
/// believed without it: the vendor's tokens expire by not being used, which no time within a token can tell.
/// </summary>
internal sealed class AccessTokens(SigningKeys keys, TokenSessions sessions, TimeProvider clock)
{
    private const string Issuer = "chates";
    private const int Longest = 4096;

    /// <summary>
    /// {"alg":"HS256","typ":"JWT"}: it has to be this very text. So no token chooses its own algorithm, and there is nothing
    /// in the header to be misread.
    /// </summary>
    private const string Header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

    public async Task<string> Issue(string tenant, UserNumber user, string externalId, CancellationToken cancellation)
    {
        var session = await sessions.Start(tenant, user, cancellation);
        var claims = new TokenClaims(Issuer, tenant, externalId, session, clock.GetUtcNow().ToUnixTimeSeconds());
        var content = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, MeetingLawyersJson.Default.TokenClaims))}";
        return $"{content}.{Sign(await Key(tenant, cancellation), content)}";
    }

    /// <returns>The user. Null for whatever this service did not issue for this tenant, or has ended.</returns>
    public async ValueTask<UserNumber?> Recognise(string tenant, string token, CancellationToken cancellation)
    {
        var end = token.LastIndexOf('.');
        if (token.Length > Longest || end <= Header.Length || !token.StartsWith(Header + ".", StringComparison.Ordinal))
            return null;
        var expected = Sign(await Key(tenant, cancellation), token[..end]);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(token[(end + 1)..])))
            return null;
        // Signed by us, so it is what we wrote.
        var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(token.AsSpan()[(Header.Length + 1)..end]), MeetingLawyersJson.Default.TokenClaims)!;
        return claims.Tenant == tenant ? await sessions.Use(tenant, claims.Id, cancellation) : null;
    }

    private ValueTask<byte[]> Key(string tenant, CancellationToken cancellation) => keys.Get($"access tokens of {tenant}", cancellation);

    private static string Sign(byte[] key, string content) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));
}
