using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>What was erased of a tenant's log, and the first event that it was taken from.</summary>
internal sealed class ErasuresOfTenant(NpgsqlDataSource db)
{
    private const string MetText = """
        select coalesce(max(seq_id), 0), count(*), coalesce(sum(jsonb_array_length(data -> 'versions')), 0)
          from events.mt_events
         where tenant_id = $1 and type = 'personal_data_erased'
        """;

    private const string FirstText = """
        select min(gone.seq_id)
          from events.mt_events e
         cross join lateral jsonb_array_elements_text(e.data -> 'versions') v
          join events.mt_events gone
            on gone.tenant_id = e.tenant_id and gone.stream_id = e.stream_id and gone.version = v::bigint
         where e.tenant_id = $1 and e.type = 'personal_data_erased' and e.seq_id > $2 and e.seq_id <= $3
        """;

    public async Task<ErasuresMet> Met(string tenant, CancellationToken cancellation)
    {
        await using var command = Command(MetText, Sql.Text(tenant));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <returns>The first event that lost something by the erasures of a stretch of the log; null for none.</returns>
    public async Task<long?> First(string tenant, long after, long to, CancellationToken cancellation)
    {
        await using var command = Command(FirstText, Sql.Text(tenant), Sql.Number(after), Sql.Number(to));
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>However long it takes: given up, it would be given up at the same place by every run that comes after.</summary>
    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = db.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        return command;
    }
}
