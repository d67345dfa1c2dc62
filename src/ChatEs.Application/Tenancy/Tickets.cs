using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Npgsql;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// One-time tickets, for clients that open a connection and can send no headers with it: an address is seen by proxies and
/// kept in logs, so that what stands in it must be worth nothing a moment later.
/// </summary>
public sealed class Tickets(NpgsqlDataSource db, TimeProvider clock)
{
    public const string Prefix = "tk_";

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string InsertText = """
        insert into vault.tickets (ticket_sha256, tenant_id, key_id, user_no, expires_at) values ($1, $2, $3, $4, $5)
        """;

    private const string TakeText = """
        delete from vault.tickets where ticket_sha256 = $1 returning tenant_id, key_id, user_no, expires_at > $2
        """;

    /// <param name="user">Whom the connection is for.</param>
    /// <returns>The ticket, shown this once, and until when it is good.</returns>
    public async Task<(string Ticket, DateTimeOffset ExpiresAt)> Issue(Credential credential, UserNumber? user, CancellationToken cancellation)
    {
        var (ticket, expires) = (Credentials.NewSecret(Prefix), clock.GetUtcNow() + Lifetime);
        await db.Execute(
            InsertText,
            [Digest(ticket), Sql.Text(credential.Tenant), Sql.TextOrNull(credential.KeyId), Sql.Number(user?.Value), Sql.Time(expires)],
            cancellation);
        return (ticket, expires);
    }

    /// <summary>Takes the ticket: nobody else can after this.</summary>
    /// <returns>Null when it is unknown, taken already, or too old.</returns>
    public async Task<(Credential Credential, UserNumber? User)?> Take(string ticket, CancellationToken cancellation)
    {
        var found = await db.Read(
            TakeText,
            [Digest(ticket), Sql.Time(clock.GetUtcNow())],
            row => (
                Tenant: row.GetString(0), Key: row.TextOrNull(1),
                User: row.LongOrNull(2) is { } user ? new UserNumber(user) : default(UserNumber?), Good: row.GetBoolean(3)),
            cancellation);
        return found is [{ Good: true } taken]
            ? (new Credential(taken.Tenant, taken.Key, taken.Key is null ? null : ApiKeyKind.Secret, taken.Key is null ? taken.User : null), taken.User)
            : null;
    }

    /// <returns>How many were never used and are gone now.</returns>
    public Task<int> RemoveExpired(DateTimeOffset now, CancellationToken cancellation) =>
        db.Execute("delete from vault.tickets where expires_at < $1", [Sql.Time(now)], cancellation);

    private static NpgsqlParameter<byte[]> Digest(string ticket) => new() { TypedValue = Credentials.Digest(ticket) };
}
