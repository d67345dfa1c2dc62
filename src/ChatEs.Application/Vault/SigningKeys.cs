using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Vault;

/// <summary>
/// The keys that sign what is handed out and must be known again when it comes back. All processes have the same: whoever
/// first asks for a purpose makes its key.
/// </summary>
public sealed class SigningKeys(NpgsqlDataSource db, KeyRing ring)
{
    private const long OneAtATime = 0x5369_676E_4B65_7973; // "SignKeys"

    private readonly ConcurrentDictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <returns>256 bits.</returns>
    public ValueTask<byte[]> Get(string purpose, CancellationToken cancellation) =>
        Get(purpose, () => RandomNumberGenerator.GetBytes(32), cancellation);

    /// <param name="make">A new key of the form that this purpose wants; called for the first of all processes.</param>
    public ValueTask<byte[]> Get(string purpose, Func<byte[]> make, CancellationToken cancellation) =>
        _known.TryGetValue(purpose, out var key) ? ValueTask.FromResult(key) : new(FindOrMake(purpose, make, cancellation));

    private async Task<byte[]> FindOrMake(string purpose, Func<byte[]> make, CancellationToken cancellation)
    {
        var stored = await Find(purpose, cancellation) ?? await Make(purpose, make, cancellation);
        return _known.GetOrAdd(purpose, ring.Unprotect(Protection(purpose), stored));
    }

    /// <summary>
    /// One at a time, over all processes: of two that meet an empty key ring at once each makes a key of its own, and
    /// neither knows the other's.
    /// </summary>
    private async Task<byte[]> Make(string purpose, Func<byte[]> make, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var alone = new NpgsqlCommand($"select pg_advisory_xact_lock({OneAtATime})", connection))
            await alone.ExecuteNonQueryAsync(cancellation);
        if (await Find(purpose, cancellation) is { } stored)
            return stored;
        var made = ring.Protect(Protection(purpose), make());
        await using (var insert = new NpgsqlCommand("insert into vault.signing_keys (purpose, protected_key) values ($1, $2)", connection))
        {
            insert.Parameters.Add(Sql.Text(purpose));
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = made });
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return made;
    }

    private Task<byte[]?> Find(string purpose, CancellationToken cancellation) => db.ReadOne(
        "select protected_key from vault.signing_keys where purpose = $1", [Sql.Text(purpose)], row => row.GetFieldValue<byte[]>(0), cancellation);

    private static string Protection(string purpose) => $"signing key: {purpose}";
}
