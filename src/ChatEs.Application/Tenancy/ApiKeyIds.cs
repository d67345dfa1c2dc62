using ChatEs.Application.ReadModels;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Recognises API keys by their public id, for clients that name the key beside a token of a user. It proves nothing by
/// itself. Looked up again after a second, as <see cref="Credentials"/> are.
/// </summary>
public sealed class ApiKeyIds(NpgsqlDataSource db) : IDisposable
{
    private const int CachedAtMost = 10_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CachedAtMost });

    /// <returns>Null when there is no such key, or it was revoked.</returns>
    public async ValueTask<Credential?> Find(string keyId, CancellationToken cancellation)
    {
        if (_cache.TryGetValue(keyId, out Credential? known))
            return known;
        var found = await db.ReadOne(
            "select tenant_id, key_id, kind from vault.api_keys where key_id = $1",
            [Sql.Text(keyId)],
            row => new Credential(row.GetString(0), row.GetString(1), Enum.Parse<ApiKeyKind>(row.GetString(2), ignoreCase: true), null),
            cancellation);
        if (found is not null)
            _cache.Set(keyId, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CachedFor });
        return found;
    }

    public void Dispose() => _cache.Dispose();
}
