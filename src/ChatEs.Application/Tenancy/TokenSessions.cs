using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// What lies behind a token that expires when it is not used for a while: a row, so that it can be ended at any time and by
/// any process. It is looked up again after a second, as <see cref="Credentials"/> are.
/// </summary>
public sealed class TokenSessions(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    private const int CachedAtMost = 100_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    /// <summary>A session that is used all the time is written once in this while.</summary>
    private static readonly TimeSpan Written = TimeSpan.FromMinutes(1);

    private const string InsertText = """
        insert into vault.token_sessions (id, tenant_id, user_no, started_at, expires_at) values ($1, $2, $3, $4, $5)
        """;

    private const string FindText = """
        select user_no, expires_at from vault.token_sessions where id = $1 and tenant_id = $2 and expires_at > $3
        """;

    private const string ProlongText = "update vault.token_sessions set expires_at = greatest(expires_at, $2) where id = $1";

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CachedAtMost });

    public async Task<Guid> Start(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var (id, now) = (Guid.NewGuid(), clock.GetUtcNow());
        await db.Execute(
            InsertText,
            [Sql.Uuid(id), Sql.Text(tenant), Sql.Number(user.Value), Sql.Time(now), Sql.Time(now + Lifetime)],
            cancellation);
        return id;
    }

    /// <summary>Looks a session up and prolongs it.</summary>
    /// <returns>Whose it is. Null when the tenant has no such session, or it was not used for too long.</returns>
    public async ValueTask<UserNumber?> Use(string tenant, Guid id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (_cache.TryGetValue(id, out Session? known) && known!.Tenant == tenant && now < known.Expires && now < known.LookedUp + CachedFor)
            return known.User;
        var found = await db.Read(
            FindText,
            [Sql.Uuid(id), Sql.Text(tenant), Sql.Time(now)],
            row => new Session(tenant, new(row.GetInt64(0)), row.At(1), LookedUp: now),
            cancellation);
        if (found is not [var session])
            return null;
        if (session.Expires < now + Lifetime - Written)
            await db.Execute(ProlongText, [Sql.Uuid(id), Sql.Time(now + Lifetime)], cancellation);
        _cache.Set(id, session, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CachedFor });
        return session.User;
    }

    /// <returns>How many sessions had expired and are gone now.</returns>
    public Task<int> RemoveExpired(DateTimeOffset now, CancellationToken cancellation) =>
        db.Execute("delete from vault.token_sessions where expires_at < $1", [Sql.Time(now)], cancellation);

    /// <summary>Sessions of a user have ended here: in this process they open nothing from now on.</summary>
    public void Forget() => _cache.Clear();

    public void Dispose() => _cache.Dispose();

    private sealed record Session(string Tenant, UserNumber User, DateTimeOffset Expires, DateTimeOffset LookedUp);
}
