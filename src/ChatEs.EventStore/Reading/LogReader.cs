using System.Runtime.CompilerServices;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.EventStore.Reading;

/// <summary>Reads events: one stream from a version on, or the whole log from a sequence on.</summary>
public sealed class LogReader(NpgsqlDataSource db, EventTypes types)
{
    private const string Columns =
        "seq_id, tenant_id, stream_id, version, id, type, data::text, timestamp, correlation_id, causation_id, headers::text";

    private static readonly string StreamText =
        $"select {Columns} from events.mt_events where tenant_id = $1 and stream_id = $2 and version between $3 and $4 and ($5::timestamptz is null or timestamp <= $5) order by version";

    private static readonly string StreamsText =
        $"select {Columns} from events.mt_events where tenant_id = $1 and stream_id = any ($2) and ($3::bigint is null or seq_id <= $3) and ($4::timestamptz is null or timestamp <= $4) order by seq_id";

    private static readonly string LogText =
        $"select {Columns} from events.mt_events where seq_id > $1 and seq_id <= $2 order by seq_id limit $3";

    private static readonly string LogOfStreamsText =
        $"select {Columns} from events.mt_events where seq_id > $1 and seq_id <= $2 and tenant_id = $4 and stream_id = any ($5) order by seq_id limit $3";

    private static readonly string EvolveText =
        $"select {Columns}, hash from events.mt_events where tenant_id = $1 and stream_id = $2 and version > $3 and version <= $4 order by version";

    /// <summary>
    /// The events of a stream in order, read as they come: memory stays flat however long the stream is. A stream that
    /// does not exist has no events.
    /// </summary>
    /// <param name="fromVersion">The first version wanted, from 1.</param>
    /// <param name="toVersion">The last version wanted; null = the newest.</param>
    /// <param name="asOf">Only events up to this server time; times never go back within a stream.</param>
    public async IAsyncEnumerable<Event> FetchStream(
        StreamKey stream, long fromVersion = 1, long? toVersion = null, DateTimeOffset? asOf = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand(StreamText);
        command.Parameters.Add(new() { Value = stream.Tenant });
        command.Parameters.Add(new() { Value = stream.Id });
        command.Parameters.Add(new() { Value = fromVersion });
        command.Parameters.Add(new() { Value = toVersion ?? long.MaxValue });
        command.Parameters.Add(new() { Value = (object?)asOf?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return Read(reader);
        }
    }

    /// <summary>The events of several streams of a tenant in the order of the log, read as they come.</summary>
    /// <param name="toSequence">The last sequence wanted; null = the newest.</param>
    /// <param name="asOf">Only events up to this server time.</param>
    public async IAsyncEnumerable<Event> FetchStreams(
        string tenant, IReadOnlyCollection<string> streams, long? toSequence, DateTimeOffset? asOf,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand(StreamsText);
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = streams.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = (object?)toSequence ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = (object?)asOf?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return Read(reader);
        }
    }

    /// <summary>
    /// The next events of the log. Sequences have no holes and follow commit order, so the last one read is all that a
    /// reader has to remember.
    /// </summary>
    public async Task<List<Event>> FetchLog(
        long afterSequence, int limit, long toSequence = long.MaxValue, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        return await FetchLog(connection, afterSequence, limit, toSequence, cancellation);
    }

    public async Task<List<Event>> FetchLog(
        NpgsqlConnection connection, long afterSequence, int limit, long toSequence = long.MaxValue, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(LogText, connection)
        {
            Parameters = { new() { Value = afterSequence }, new() { Value = toSequence }, new() { Value = limit } },
        };
        var events = new List<Event>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            events.Add(Read(reader));
        return events;
    }

    /// <summary>As <see cref="FetchLog(long, int, long, CancellationToken)"/>, for who needs few of the events: none is deserialized before it is asked for.</summary>
    public async Task<List<LoggedEvent>> FetchLogged(
        long afterSequence, int limit, long toSequence = long.MaxValue, CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand(LogText);
        command.Parameters.Add(new() { Value = afterSequence });
        command.Parameters.Add(new() { Value = toSequence });
        command.Parameters.Add(new() { Value = limit });
        return await Logged(command, cancellation);
    }

    /// <summary>The next events of some streams of one tenant, in log order.</summary>
    public async Task<List<LoggedEvent>> FetchLogged(
        string tenant, string[] streams, long afterSequence, int limit, long toSequence = long.MaxValue, CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand(LogOfStreamsText);
        command.Parameters.Add(new() { Value = afterSequence });
        command.Parameters.Add(new() { Value = toSequence });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = streams });
        return await Logged(command, cancellation);
    }

    /// <summary>The sequence of the newest event; 0 for an empty log.</summary>
    public async Task<long> LastSequence(CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand("select last_seq from events.mt_head");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The state of a stream at a version or a time, by replay.</summary>
    /// <returns>The state and the version that it is of; version 0 and the initial state when there is none.</returns>
    public async Task<(object State, long Version)> AggregateStream(
        StreamFamily family, StreamKey stream, long? version = null, DateTimeOffset? timestamp = null, CancellationToken cancellation = default)
    {
        var state = family.Initial;
        var reached = 0L;
        await foreach (var e in FetchStream(stream, 1, version, timestamp, cancellation))
            (state, reached) = (family.Evolve(state, e.Data), e.Version);
        return (state, reached);
    }

    /// <summary>The newest state of a stream by replay, as a family of short streams loads it.</summary>
    public async Task<CachedStream> Load(StreamFamily family, StreamKey stream, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        return await Evolve(connection, family, CachedStream.Empty(stream, family), long.MaxValue, cancellation);
    }

    /// <summary>Brings a state up to a version of its stream.</summary>
    internal async Task<CachedStream> Evolve(
        NpgsqlConnection connection, StreamFamily family, CachedStream start, long version, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(EvolveText, connection)
        {
            Parameters = { new() { Value = start.Key.Tenant }, new() { Value = start.Key.Id }, new() { Value = start.Version }, new() { Value = version } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var e = Read(reader);
            start = start with
            {
                Version = e.Version,
                State = family.Evolve(start.State, e.Data),
                LastHash = reader.GetFieldValue<byte[]>(11),
                LastTimestamp = e.Timestamp,
                Since = e.Data is PersonalDataErased ? e.Version : start.Since,
            };
        }
        return start;
    }

    private async Task<List<LoggedEvent>> Logged(NpgsqlCommand command, CancellationToken cancellation)
    {
        var events = new List<LoggedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            events.Add(Row(reader));
        return events;
    }

    private Event Read(NpgsqlDataReader reader) => Row(reader).Read();

    private LoggedEvent Row(NpgsqlDataReader reader) => new(
        types, reader.GetInt64(0), new StreamKey(reader.GetString(1), reader.GetString(2)), reader.GetInt64(3), reader.GetGuid(4),
        reader.GetString(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetString(9),
        reader.IsDBNull(10) ? null : reader.GetString(10));
}
