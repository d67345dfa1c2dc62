using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Vault;

/// <summary>
/// The keys that sign what is handed out and must be known again when it comes back. All processes have the same: whoever
/// first asks for a purpose makes its key, and of two who ask at once one wins.
/// </summary>
public sealed class SigningKeys(NpgsqlDataSource db, KeyRing ring)
{
    private readonly ConcurrentDictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <returns>256 bits.</returns>
    public ValueTask<byte[]> Get(string purpose, CancellationToken cancellation) =>
        _known.TryGetValue(purpose, out var key) ? ValueTask.FromResult(key) : new(FindOrMake(purpose, cancellation));

    private async Task<byte[]> FindOrMake(string purpose, CancellationToken cancellation)
    {
        if (await Find(purpose, cancellation) is not { } stored)
        {
            var made = ring.Protect(Protection(purpose), RandomNumberGenerator.GetBytes(32));
            await using var insert = db.CreateCommand(
                "insert into vault.signing_keys (purpose, protected_key) values ($1, $2) on conflict do nothing");
            insert.Parameters.Add(Sql.Text(purpose));
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = made });
            await insert.ExecuteNonQueryAsync(cancellation);
            stored = (await Find(purpose, cancellation))!;
        }
        return _known.GetOrAdd(purpose, ring.Unprotect(Protection(purpose), stored));
    }

    private Task<byte[]?> Find(string purpose, CancellationToken cancellation) => db.ReadOne(
        "select protected_key from vault.signing_keys where purpose = $1", [Sql.Text(purpose)], row => row.GetFieldValue<byte[]>(0), cancellation);

    private static string Protection(string purpose) => $"signing key: {purpose}";
}
