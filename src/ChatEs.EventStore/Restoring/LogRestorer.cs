using ChatEs.EventStore.Projections;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.EventStore.Restoring;

/// <summary>
/// Puts events back that were stored elsewhere, exactly as they were: ids, versions, times, salts and hashes stay, and so
/// every chain does. It holds the head of the log like any append, so a service may go on writing beside it.
/// </summary>
/// <param name="typeOf">The type of a stream by its key, as in <c>mt_streams.type</c>.</param>
public sealed class LogRestorer(
    NpgsqlDataSource db, EventTypes types, IReadOnlyList<IInlineProjection> projections, Func<StreamKey, string> typeOf)
{
    private const string TakeTheHead = "update events.mt_head set last_seq = last_seq + $1 returning last_seq - $1";

    private const string CopyText = """
        copy events.mt_events (
          seq_id, tenant_id, stream_id, id, version, type, data, timestamp,
          correlation_id, causation_id, headers, salt, personal_digest, hash)
        from stdin (format binary)
        """;

    private const string VersionsText = """
        select w.tenant, w.id, coalesce(s.version, 0)
          from unnest($1::varchar[], $2::varchar[]) as w(tenant, id)
          left join events.mt_streams s on s.tenant_id = w.tenant and s.id = w.id
        """;

    private const string StreamsText = """
        insert into events.mt_streams (tenant_id, id, type, version, timestamp, created, last_hash)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::bytea[])
        on conflict (tenant_id, id) do update
           set version = excluded.version, timestamp = excluded.timestamp, last_hash = excluded.last_hash
        """;

    /// <summary>
    /// Appends the events in one transaction, with the rows of the read models. In the log they stand behind what is there:
    /// their sequences are new unless <paramref name="keepSequences"/>.
    /// </summary>
    /// <exception cref="RestoreConflictException">
    /// The log, or one of the streams, does not end right before these events; nothing was written.
    /// </exception>
    public async Task Append(IReadOnlyList<StoredEvent> events, bool keepSequences, CancellationToken cancellation = default)
    {
        if (events.Count == 0)
            return;
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await SteadyPlans.Apply(connection, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // First and alone, as every append does: what comes after must see what the head's last holder committed.
        var last = await TakeHead(connection, events.Count, cancellation);
        if (keepSequences && events[0].Sequence != last + 1)
            throw new RestoreConflictException($"The log ends at sequence {last}, but the next event to be restored is sequence {events[0].Sequence}.");
        var streams = await Check(connection, events, cancellation);
        await Copy(connection, events, last, cancellation);
        await WriteStreams(connection, streams, cancellation);
        await Project(connection, events, last, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<long> TakeHead(NpgsqlConnection connection, long count, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(TakeTheHead, connection) { Parameters = { new() { Value = count } } };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <returns>The streams as they are after these events.</returns>
    private static async Task<List<Restored>> Check(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellation)
    {
        var streams = events.GroupBy(e => e.Stream)
            .Select(stream => new Restored(stream.Key, stream.First(), stream.Last(), stream.Count())).ToList();
        await using var command = new NpgsqlCommand(VersionsText, connection)
        {
            Parameters = { Array(streams.Select(s => s.Key.Tenant)), Array(streams.Select(s => s.Key.Id)) },
        };
        var versions = new Dictionary<StreamKey, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            versions.Add(new(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2));
        foreach (var stream in streams)
        {
            if (stream.First.Version != versions[stream.Key] + 1 || stream.Last.Version != versions[stream.Key] + stream.Events)
                throw new RestoreConflictException(
                    $"Stream {stream.Key} is at version {versions[stream.Key]}; versions {stream.First.Version} to {stream.Last.Version} do not follow it.");
        }
        return streams;
    }

    private static async Task Copy(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, long last, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyText, cancellation);
        foreach (var e in events)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(++last, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(e.Stream.Tenant, NpgsqlDbType.Varchar, cancellation);
            await copy.WriteAsync(e.Stream.Id, NpgsqlDbType.Varchar, cancellation);
            await copy.WriteAsync(e.Id, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(e.Version, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(e.Type, NpgsqlDbType.Varchar, cancellation);
            await copy.WriteAsync(e.Data, NpgsqlDbType.Jsonb, cancellation);
            await copy.WriteAsync(e.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz, cancellation);
            await Write(copy, e.CorrelationId, NpgsqlDbType.Varchar, cancellation);
            await Write(copy, e.CausationId, NpgsqlDbType.Varchar, cancellation);
            await Write(copy, e.Headers, NpgsqlDbType.Jsonb, cancellation);
            await Write(copy, e.Salt, NpgsqlDbType.Bytea, cancellation);
            await Write(copy, e.PersonalDigest, NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(e.Hash, NpgsqlDbType.Bytea, cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static Task Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellation) where T : class =>
        value is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(value, type, cancellation);

    private async Task WriteStreams(NpgsqlConnection connection, List<Restored> streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(StreamsText, connection)
        {
            Parameters =
            {
                Array(streams.Select(s => s.Key.Tenant)), Array(streams.Select(s => s.Key.Id)), Array(streams.Select(s => typeOf(s.Key))),
                new() { Value = streams.Select(s => s.Last.Version).ToArray() },
                new() { Value = streams.Select(s => s.Last.Timestamp.UtcDateTime).ToArray() },
                new() { Value = streams.Select(s => s.First.Timestamp.UtcDateTime).ToArray() },
                new() { Value = streams.Select(s => s.Last.Hash).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Project(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, long last, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        List<Event> typed = [.. events.Select(Typed)];
        foreach (var projection in projections)
            projection.Project(typed, batch);
        batch.BatchCommands.Add(new("select pg_notify('chates_events', $1)") { Parameters = { new() { Value = $"{last + events.Count}" } } });
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private Event Typed(StoredEvent e)
    {
        var (type, data) = types.Read(e.Type, e.Data);
        return new()
        {
            Stream = e.Stream,
            Version = e.Version,
            Id = e.Id,
            Type = type,
            Data = data,
            Timestamp = e.Timestamp,
            Metadata = new(e.CorrelationId, e.CausationId, e.Headers is null ? null : EventHeaders.Parse(e.Headers)),
        };
    }

    private static NpgsqlParameter Array(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };

    private sealed record Restored(StreamKey Key, StoredEvent First, StoredEvent Last, long Events);
}

/// <summary>What is in the log already does not go together with what is to be restored.</summary>
public sealed class RestoreConflictException(string message) : InvalidOperationException(message);
