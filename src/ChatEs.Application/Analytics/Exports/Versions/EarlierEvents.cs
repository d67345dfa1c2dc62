using ChatEs.EventStore.Serialization;
using Npgsql;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>An event of long ago that a later one builds upon.</summary>
/// <param name="For">Which of those that were asked for, by its place in the arrays.</param>
internal sealed record EarlierEvent(int For, string Stream, long Version, object Data, DateTimeOffset Timestamp);

/// <summary>Fetches events that stand far behind those at hand: each by an index, many by one statement.</summary>
internal sealed class EarlierEvents(NpgsqlDataSource db, EventTypes types)
{
    /// <param name="sql">
    /// Gives place, stream_id, version, type, data as text, timestamp; <paramref name="parameters"/> are what it asks for.
    /// </param>
    public async Task<List<EarlierEvent>> Fetch(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(sql);
        // However long it takes: given up, an export would stop at the same page in every run that comes after.
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<EarlierEvent> events = [];
        while (await row.ReadAsync(cancellation))
        {
            events.Add(new(
                row.GetInt32(0), row.GetString(1), row.GetInt64(2), types.Read(row.GetString(3), row.GetString(4)).Data,
                row.GetFieldValue<DateTimeOffset>(5)));
        }
        return events;
    }
}
