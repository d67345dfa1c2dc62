using Npgsql;

namespace ChatEs.Application;

/// <summary>What only one may do at a time, over all processes: PostgreSQL's own lock, which goes with the connection that holds it.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private AdvisoryLock(NpgsqlConnection connection, long key) => (_connection, _key) = (connection, key);

    /// <returns>Null when somebody holds it.</returns>
    public static async Task<AdvisoryLock?> Try(NpgsqlDataSource db, long key, CancellationToken cancellation)
    {
        var connection = await db.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = key } } };
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return new AdvisoryLock(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await using (_connection)
        {
            // The connection goes back to the pool without a reset, and would hold the lock there.
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock($1)", _connection) { Parameters = { new() { Value = _key } } };
            await unlock.ExecuteNonQueryAsync();
        }
    }
}
