using System.Security.Cryptography;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Sessions of browsers, from login to logout or expiry. As with tokens only the SHA-256 is kept, and a session is looked
/// up again after a second, so that a logout reaches every process within that time.
/// </summary>
public sealed class WebSessions(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int CachedAtMost = 100_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(1);

    /// <summary>Of <c>vault.web_sessions s</c>; $2 is now.</summary>
    private const string IsOpen = """
        s.expires_at > $2 and not exists (
          select from vault.passwords p
          where p.tenant_id = s.tenant_id and p.user_no = s.user_no and p.changed_at > s.created_at)
        """;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CachedAtMost });

    /// <summary>Begins a session of a user who has proved who he is.</summary>
    /// <returns>Its id: 256 random bits as hexadecimal digits.</returns>
    public async Task<string> Begin(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await using var command = db.CreateCommand("""
            insert into vault.web_sessions (session_sha256, tenant_id, user_no, created_at, expires_at) values ($1, $2, $3, $4, $5)
            """);
        command.Parameters.AddRange(new NpgsqlParameter[] { Digest(id), Sql.Text(tenant), Sql.Number(user.Value), Sql.Time(now), Sql.Time(now + Lifetime) });
        await command.ExecuteNonQueryAsync(cancellation);
        return id;
    }

    /// <returns>Null when there is no such session, or it has ended: a new password ends those that began before it.</returns>
    public async ValueTask<Credential?> Find(string id, CancellationToken cancellation)
    {
        if (_cache.TryGetValue(id, out Credential? known))
            return known;
        var found = await db.ReadOne(
            $"select s.tenant_id, s.user_no from vault.web_sessions s where s.session_sha256 = $1 and {IsOpen}",
            [Digest(id), Sql.Time(clock.GetUtcNow())],
            row => new Credential(row.GetString(0), KeyId: null, Kind: null, new(row.GetInt64(1))),
            cancellation);
        // As with tokens: what is unknown is not cached.
        if (found is not null)
            _cache.Set(id, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CachedFor });
        return found;
    }

    public async Task End(string id, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand("delete from vault.web_sessions where session_sha256 = $1");
        command.Parameters.Add(Digest(id));
        await command.ExecuteNonQueryAsync(cancellation);
        // After the row: a look-up between the two would remember the session again.
        _cache.Remove(id);
    }

    /// <summary>Sessions of a user have ended here, by a new password or token: in this process they open nothing from now on.</summary>
    public void Forget() => _cache.Clear();

    /// <returns>Those of the sessions that have ended.</returns>
    public async Task<IReadOnlyList<string>> EndedOf(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var byDigest = ids.DistinctBy(id => id, StringComparer.Ordinal).ToDictionary(id => Convert.ToHexStringLower(Credentials.Digest(id)), StringComparer.Ordinal);
        var open = await db.Read(
            $"select encode(s.session_sha256, 'hex') from vault.web_sessions s where s.session_sha256 = any (select decode(d, 'hex') from unnest($1::text[]) d) and {IsOpen}",
            [Sql.Texts([.. byDigest.Keys]), Sql.Time(clock.GetUtcNow())],
            row => row.GetString(0),
            cancellation);
        return [.. byDigest.Keys.Except(open, StringComparer.Ordinal).Select(digest => byDigest[digest])];
    }

    /// <returns>How many sessions had expired and are gone now.</returns>
    public async Task<int> RemoveExpired(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand("delete from vault.web_sessions where expires_at <= $1");
        command.Parameters.Add(Sql.Time(now));
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public void Dispose() => _cache.Dispose();

    private static NpgsqlParameter<byte[]> Digest(string id) => new() { TypedValue = Credentials.Digest(id), NpgsqlDbType = NpgsqlDbType.Bytea };
}
