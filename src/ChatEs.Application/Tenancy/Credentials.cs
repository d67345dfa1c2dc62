using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace ChatEs.Application.Tenancy;

/// <summary>What a secret or token stands for.</summary>
/// <param name="KeyId">The public id of the API key; null for a user's token.</param>
/// <param name="User">Whose token it is; null for an API key.</param>
public sealed record Credential(string Tenant, string? KeyId, ApiKeyKind? Kind, UserNumber? User);

/// <summary>
/// Recognises API keys and user tokens by their SHA-256; the secrets themselves are shown once and kept nowhere. A
/// credential is looked up again after a second, so that a revocation reaches every process within that time.
/// </summary>
public sealed class Credentials(NpgsqlDataSource db) : IDisposable
{
    public const string SecretKeyPrefix = "sk_";
    public const string UserTokenPrefix = "ut_";

    private const int CachedAtMost = 100_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(1);

    private const string FindText = """
        select tenant_id, key_id, kind, null::bigint from vault.api_keys where secret_sha256 = $1
        union all
        select tenant_id, null, null, user_no from vault.user_tokens where token_sha256 = $1
        """;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CachedAtMost });

    /// <summary>256 random bits behind a prefix that says what they open.</summary>
    public static string NewSecret(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <returns>Null when nobody was given this secret.</returns>
    public async ValueTask<Credential?> Find(string secret, CancellationToken cancellation)
    {
        if (_cache.TryGetValue(secret, out Credential? known))
            return known;
        var found = await db.ReadOne(
            FindText,
            [new NpgsqlParameter<byte[]> { TypedValue = Digest(secret) }],
            row => new Credential(
                row.GetString(0), row.TextOrNull(1), row.IsDBNull(2) ? null : Enum.Parse<ApiKeyKind>(row.GetString(2), ignoreCase: true),
                row.LongOrNull(3) is { } user ? new UserNumber(user) : null),
            cancellation);
        // What is unknown is not cached: else a flood of wrong secrets would push the right ones out.
        if (found is not null)
            _cache.Set(secret, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CachedFor });
        return found;
    }

    /// <summary>The vault's side of IssueApiKey, for the command's own transaction.</summary>
    public static Action<NpgsqlBatch> StoreKey(string tenant, string keyId, ApiKeyKind kind, string secret) => batch => batch.Add(
        "insert into vault.api_keys (secret_sha256, tenant_id, key_id, kind) values ($1, $2, $3, $4)",
        new NpgsqlParameter<byte[]> { TypedValue = Digest(secret) }, Sql.Text(tenant), Sql.Text(keyId), Sql.Text(kind.ToString().ToLowerInvariant()));

    /// <summary>The vault's side of RevokeApiKey.</summary>
    public static Action<NpgsqlBatch> RemoveKey(string tenant, string keyId) => batch =>
    {
        batch.Add("delete from vault.api_keys where tenant_id = $1 and key_id = $2", Sql.Text(tenant), Sql.Text(keyId));
        batch.Add("delete from vault.tickets where tenant_id = $1 and key_id = $2", Sql.Text(tenant), Sql.Text(keyId));
    };

    /// <summary>The vault's side of ResetUserToken: this token instead of all that the user had, and of every session.</summary>
    public static Action<NpgsqlBatch> ReplaceTokens(string tenant, UserNumber user, string token) => batch =>
    {
        batch.Add("delete from vault.user_tokens where tenant_id = $1 and user_no = $2", Sql.Text(tenant), Sql.Number(user.Value));
        batch.Add("delete from vault.tickets where tenant_id = $1 and user_no = $2", Sql.Text(tenant), Sql.Number(user.Value));
        batch.Add("delete from vault.web_sessions where tenant_id = $1 and user_no = $2", Sql.Text(tenant), Sql.Number(user.Value));
        batch.Add("delete from vault.token_sessions where tenant_id = $1 and user_no = $2", Sql.Text(tenant), Sql.Number(user.Value));
        batch.Add(
            "insert into vault.user_tokens (token_sha256, tenant_id, user_no) values ($1, $2, $3)",
            new NpgsqlParameter<byte[]> { TypedValue = Digest(token) }, Sql.Text(tenant), Sql.Number(user.Value));
    };

    /// <summary>Something was revoked here: in this process it opens nothing from now on. Other processes look again soon.</summary>
    public void Forget() => _cache.Clear();

    /// <summary>Makes a token for a user; those he has stay valid.</summary>
    public async Task<string> IssueUserToken(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var token = NewSecret(UserTokenPrefix);
        await using var command = db.CreateCommand("insert into vault.user_tokens (token_sha256, tenant_id, user_no) values ($1, $2, $3)");
        command.Parameters.AddRange(new[] { new NpgsqlParameter<byte[]> { TypedValue = Digest(token) }, Sql.Text(tenant), Sql.Number(user.Value) });
        await command.ExecuteNonQueryAsync(cancellation);
        return token;
    }

    public void Dispose() => _cache.Dispose();
}
