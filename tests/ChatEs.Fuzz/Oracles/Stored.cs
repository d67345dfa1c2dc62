using Npgsql;

namespace ChatEs.Fuzz.Oracles;

/// <summary>
/// How much of everything a tenant has. A refused request leaves all of it as it was, but for what is documented: a POST may
/// register people whom it names on its way, and a fetch of MeetingLawyers acknowledges delivery after its answer.
/// </summary>
internal sealed class Stored(string connectionString) : IAsyncDisposable
{
    private const string Counting = """
        select (select count(*) from events.mt_events where tenant_id = $1 and type not in ('user_registered', 'messages_delivered')),
               (select count(*) from vault.reservations where tenant_id = $1 and kind <> 'user'),
               (select count(*) from vault.idempotency where tenant_id = $1),
               (select count(*) from vault.files where tenant_id = $1),
               (select count(*) from vault.api_keys where tenant_id = $1),
               (select count(*) from vault.user_tokens where tenant_id = $1),
               (select count(*) from vault.passwords where tenant_id = $1),
               (select count(*) from vault.token_sessions where tenant_id = $1),
               (select count(*) from vault.web_sessions where tenant_id = $1),
               (select count(*) from vault.tickets where tenant_id = $1),
               (select count(*) from vault.webhooks where tenant_id = $1)
        """;

    private static readonly string[] Names =
        ["events", "reservations", "idempotency records", "files", "API keys", "user tokens", "passwords", "token sessions", "web sessions", "tickets", "webhooks"];

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=8;Max Auto Prepare=4;Auto Prepare Min Usages=2");

    public async Task<long[]> Of(string tenant, CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(Counting);
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return [.. Names.Select((_, at) => reader.GetInt64(at))];
    }

    /// <summary>What the newest event says it is, and which request it says it came by.</summary>
    public async Task<string> Newest(string tenant, CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand("select type || ' of request ' || coalesce(correlation_id, 'none') from events.mt_events where tenant_id = $1 order by seq_id desc limit 1");
        command.Parameters.AddWithValue(tenant);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <returns>Null when nothing came in. What has expired may go at any time.</returns>
    public static Objection? Compare(long[] before, long[] after, int status)
    {
        var changed = Names.Where((_, at) => after[at] > before[at]).ToList();
        return changed.Count == 0 ? null : new($"stored {string.Join(" and ", changed)}", $"The answer was {status}, and yet the tenant has more {string.Join(" and ", changed)} than before.");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
