using System.Net;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace ChatEs.Application.Tenancy;

public sealed record VerifiedUser(UserNumber User);

/// <summary>The passwords of users: their hashes lie in the vault and nowhere else.</summary>
public sealed class Passwords(
    NpgsqlDataSource db, CommandBus bus, PasswordThrottle throttle, Suspended suspended, WebSessions sessions, TimeProvider clock,
    IPasswordHasher<object> hasher)
    : IDisposable
{
    public const int Shortest = 8;
    public const int Longest = 256;

    private static readonly Refusal Wrong = new(RefusalCode.WrongPassword, "There is no such user, or the password is wrong.");

    private static readonly Refusal BadPassword = new(RefusalCode.Invalid, $"A password has {Shortest} to {Longest} characters.")
    {
        Details = [new("Password", $"Must have {Shortest} to {Longest} characters.")],
    };

    private static readonly object Nobody = new();

    /// <summary>Of no password. Whoever is not known, or has none, is compared with it: the answer must take as long as any.</summary>
    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword(Nobody, Credentials.NewSecret("")));

    /// <summary>Hashing is slow on purpose. Posts must not wait behind a crowd of logins for a processor.</summary>
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Whose password this is. Also refuses who is suspended, but tells only who knows his password.</summary>
    /// <param name="externalId">What the tenant calls the user, as he typed it.</param>
    /// <param name="client">Where the request comes from; null where that is not known.</param>
    public async Task<Outcome<VerifiedUser>> Verify(
        string tenant, string externalId, string password, IPAddress? client, CancellationToken cancellation)
    {
        if (password.Length > Longest || !Validation.IsExternalId(externalId))
            return Outcome<VerifiedUser>.Refused(Wrong);
        if (throttle.Try(tenant, externalId, client) is { } wait)
            return Outcome<VerifiedUser>.Refused(TooMany(wait));

        var (user, hash) = await Find(tenant, externalId, cancellation);
        var verdict = await Hash(() => hasher.VerifyHashedPassword(Nobody, hash ?? _decoy.Value, password), cancellation);
        if (user is not { } known || hash is null || verdict == PasswordVerificationResult.Failed)
            return Outcome<VerifiedUser>.Refused(Wrong);
        throttle.Succeeded(tenant, externalId, client);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
            await Rehash(tenant, known, hash, password, cancellation);
        return suspended.Contains(known)
            ? Outcome<VerifiedUser>.Refused(CommandRunner.Suspended(known))
            : Outcome<VerifiedUser>.Done(new VerifiedUser(known));
    }

    /// <summary>Who has none gives himself his first one without an old one.</summary>
    public async Task<bool> Has(string tenant, UserNumber user, CancellationToken cancellation) => await db.Read(
        "select from vault.passwords where tenant_id = $1 and user_no = $2",
        [Sql.Text(tenant), Sql.Number(user.Value)],
        _ => true,
        cancellation) is not [];

    /// <summary>Gives a user a password, in place of the one he may have. Whether he knew that has been looked at before.</summary>
    public async Task<Outcome<UserChangedResult>> Set(UserNumber user, Actor by, string password, CommandContext context, CancellationToken cancellation)
    {
        if (password.Length is < Shortest or > Longest || !Validation.CanBeStored(password))
            return Outcome<UserChangedResult>.Refused(BadPassword);
        var hash = await Hash(() => hasher.HashPassword(Nobody, password), cancellation);
        var outcome = await bus.Send(new ChangePassword(user, by), context with { Vault = Store(context.Caller.Tenant, user, hash) }, cancellation);
        sessions.Forget();
        return outcome;
    }

    public void Dispose() => _hashing.Dispose();

    private static Refusal TooMany(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new Refusal(RefusalCode.TooManyAttempts, $"Too many wrong passwords. Try again in {seconds} seconds.")
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    private async Task<(UserNumber? User, string? Hash)> Find(string tenant, string externalId, CancellationToken cancellation)
    {
        var found = await db.Read(
            """
            select u.number, p.hash
              from users u
              left join vault.passwords p on p.tenant_id = u.tenant_id and p.user_no = u.number
             where u.tenant_id = $1 and u.external_id = $2
            """,
            [Sql.Text(tenant), Sql.Text(externalId)],
            row => (User: new UserNumber(row.GetInt64(0)), Hash: row.TextOrNull(1)),
            cancellation);
        return found is [var (user, hash)] ? (user, hash) : (null, null);
    }

    private Action<NpgsqlBatch> Store(string tenant, UserNumber user, string hash) => batch => batch.Add(
        """
        insert into vault.passwords (tenant_id, user_no, hash, changed_at) values ($1, $2, $3, $4)
        on conflict (tenant_id, user_no) do update set hash = excluded.hash, changed_at = excluded.changed_at
        """,
        Sql.Text(tenant), Sql.Number(user.Value), Sql.Text(hash), Sql.Time(clock.GetUtcNow()));

    /// <summary>The same password, hashed as one does today. Not where it was changed in the meantime.</summary>
    private async Task Rehash(string tenant, UserNumber user, string old, string password, CancellationToken cancellation)
    {
        var hash = await Hash(() => hasher.HashPassword(Nobody, password), cancellation);
        await using var command = db.CreateCommand("update vault.passwords set hash = $4 where tenant_id = $1 and user_no = $2 and hash = $3");
        command.Parameters.AddRange(new[] { Sql.Text(tenant), Sql.Number(user.Value), Sql.Text(old), Sql.Text(hash) });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<T> Hash<T>(Func<T> hash, CancellationToken cancellation)
    {
        await _hashing.WaitAsync(cancellation);
        try
        {
            return await Task.Run(hash, cancellation);
        }
        finally
        {
            _hashing.Release();
        }
    }
}
